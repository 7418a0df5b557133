"""Many people at once, in a process and a database of its own: prints what became of it as one JSON document (`python -m tests.at_once`).

Run by tests/test_at_once.py: threads with a connection each, on a file in LUOSHI_HOME or at DATABASE_URL, everything committed.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """All acts at the same moment, each with a connection of its own; what each answers, or the name of what it raises."""
    from django.db import connection

    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        except Exception as error:
            answers[place] = type(error).__name__  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def tell() -> dict[str, Any]:
    from luoshi.base.ledger.verification import head_row, verify
    from luoshi.kernel.matters.models import Custody, Event, Matter
    from luoshi.kernel.matters.services.by_the_clock import lapse_unanswered, tell_leaders
    from tests.cast import at, build, key, matter

    plant, morning, found = build(), at("2026-11-02 09:00"), {}
    before = head_row()[0]

    same = key()
    found["one command eight times"] = at_once([lambda: plant.report("wang", morning, command=same)] * 8)
    found["matters after it"] = Matter.objects.count()
    one = Matter.objects.get().pk

    found["twenty reports"] = at_once([lambda: plant.report("wang", morning, command=key())] * 20)
    found["their numbers"] = sorted(Matter.objects.exclude(pk=one).values_list("number", flat=True))

    step = key()
    noon = at("2026-11-02 12:00")
    found["one step eight times"] = at_once([lambda: plant.step("chen", one, "register", noon, command=step)] * 8)
    assign = {"owner": "li", "action": "换阀", "workdays": 2}
    found["eight who want to assign"] = at_once([lambda: plant.step("chen", one, "assign", noon, **assign)] * 8)
    plant.step("li", one, "do", noon, note="换好了", verifier="qiu")
    both = [lambda: plant.step("qiu", one, "verify", noon), lambda: plant.step("sun", one, "refuse", noon, reason="不行")]
    found["one passes, one refuses"] = at_once(both * 3)
    found["ends"] = matter(one).state

    late = at("2026-11-30 09:00")
    if found["ends"] == "assigned":
        plant.step("li", one, "do", noon, note="又换", verifier="qiu")
        plant.step("qiu", one, "verify", noon)
    plant.step("chen", one, "answer", noon, answer="换好了")
    at_once([lambda: lapse_unanswered(late)] * 4)
    at_once([lambda: tell_leaders(late)] * 4)
    found["closed as"] = matter(one).closing
    found["times it was confirmed or lapsed"] = Event.objects.filter(matter=one, act="confirm").count()
    found["times each other was told"] = sorted(
        Event.objects.filter(matter_id=other, act="tell").count() for other in found["twenty reports"]
    )
    found["open stretches"] = Custody.objects.filter(until__isnull=True).count()
    found["events"], found["entries"], found["first bad"] = Event.objects.count(), head_row()[0] - before, verify().first_bad
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django
    from django.conf import settings

    if "pool" in settings.DATABASES["default"].get("OPTIONS", {}):
        settings.DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 24}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    sys.stdout.write(json.dumps(tell(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
