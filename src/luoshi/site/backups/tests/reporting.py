"""Somebody who reports one problem after another, in a process of its own, until told to stop: prints the id of each that was taken."""

import os
import sys
import uuid
from pathlib import Path


def main(stop: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django

    django.setup()
    from luoshi.base.actor import GUEST
    from luoshi.base.clock import now
    from luoshi.kernel.org.models import Place
    from luoshi.mechanisms.problems.services import report

    place, many = Place.objects.filter(code="7F3K9A").first() or Place.objects.order_by("id").first(), 0
    while not stop.exists():
        many += 1
        pk = report(
            actor=GUEST,
            at=now(),
            command=uuid.uuid4(),
            place=place,
            text=f"阀门滴水，第{many}处",
            raiser=None,
            channel="phone",
            topic="equipment",
        )
        sys.stdout.write(f"{pk}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
