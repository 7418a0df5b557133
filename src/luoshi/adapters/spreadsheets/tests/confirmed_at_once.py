"""Two administrators confirm the same nightly list at the same moment, in a process and a database of its own; prints what became of it."""

import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any


def tell() -> dict[str, Any]:
    from django.conf import settings

    from luoshi.adapters.spreadsheets import child
    from luoshi.adapters.spreadsheets.nightly.confirming import confirm
    from luoshi.adapters.spreadsheets.tests.nightly import NIGHT, lay, listed, newest, night
    from luoshi.base.ledger.models import LedgerEntry
    from luoshi.base.ledger.verification import verify
    from luoshi.kernel.org.models import Holding, Person
    from tests.at_once import at_once
    from tests.cast import build, key

    child.start = child.read  # type: ignore[assignment]
    plant, morning = build(), NIGHT + timedelta(hours=7)
    Holding.objects.create(person=plant.people["sun"], role="system_admin", unit=plant.units["ROOT"], since="2026-01-01")
    with tempfile.TemporaryDirectory() as folder:
        settings.SIGN_IN = {"LUOSHI_NIGHTLY": folder}
        lay(Path(folder), listed(without=("xu",), new=("30500", "新来", "WATER-C", "")))
        night()
    one, left = newest().pk, {"20104": morning.date()}

    def by(who: str) -> Any:
        return lambda: confirm(actor=plant.acting(who, morning), at=morning, command=key(), key=one, left=left, settled=True)

    answers = at_once([by("gao"), by("sun")] * 3)
    verbs = list(LedgerEntry.objects.values_list("verb", flat=True))
    counted = {verb: verbs.count(verb) for verb in ("nightly.confirmed", "people.taken", "person.left")}
    here = Person.objects.filter(staff_no="30500").count()
    return {"answers": answers, "counted": counted, "new": here, "state": newest().state, "first bad": verify().first_bad}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(tell()))
