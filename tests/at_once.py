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
    from luoshi.base.ledger.sealing import seal_all
    from luoshi.base.ledger.verification import head_row, verify
    from luoshi.kernel.matters.models import Custody, Event, Matter
    from luoshi.kernel.matters.services.by_the_clock import lapse_unanswered, tell_leaders
    from tests.cast import at, build, key, matter

    plant, morning, found = build(), at("2026-11-02 09:00"), {}
    seal_all()
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
    found["first bad"] = verify().first_bad
    found["events"], found["entries"] = Event.objects.count(), head_row()[0] - before
    return found | chained() | summed(plant)


def entry(name: str, after: Callable[[], Any] = lambda: None) -> int:
    """An entry of the ledger by itself; what is done after it belongs to its transaction."""
    from django.db import transaction

    from luoshi.base.actor import HOUSE
    from luoshi.base.ledger.services import record
    from tests.cast import at

    noon = at("2026-11-02 12:00")
    with transaction.atomic():
        pk = record(actor=HOUSE, at=noon, verb="place.added", subject=("place", 7), on=noon.date(), payload={"name": name})
        after()
    return pk


def ended() -> None:
    """This connection dies, as when its process is killed; on the embedded database its transaction is taken back."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise ZeroDivisionError


def chained() -> dict[str, Any]:
    """Writers, some of whom take their act back, beside two who chain; and one who holds a transaction open for long."""
    from django.db import connection, transaction

    from luoshi.base.ledger.models import LedgerEntry
    from luoshi.base.ledger.sealing import seal_all, seal_some, waiting_since
    from luoshi.base.ledger.verification import head_row, verify

    before, done, found = head_row()[0], threading.Event(), {}

    def many() -> int:
        kept = 0
        for number in range(40):
            try:
                entry(str(number), (lambda: 1 / 0) if number % 7 == 3 else lambda: None)
                kept += 1
            except ZeroDivisionError:
                continue
        return kept

    def chain() -> int:
        taken = 0
        while not done.is_set():
            taken += seal_all()
        return taken

    def killed() -> int:
        """A sealer that is killed in the middle, again and again: what it had placed is placed by another."""
        times = 0
        while not done.is_set():
            try:
                with transaction.atomic():
                    seal_some(most=3)
                    times += 1
                    ended()
            except Exception:
                connection.close()
            done.wait(0.05)
        return times

    def last() -> int:
        try:
            return sum(at_once([many] * 6))
        finally:
            done.set()

    kept, *taken, deaths = at_once([last, chain, chain, killed])
    found["sealers killed beside them"] = isinstance(deaths, int) and deaths > 0
    found["written beside sealers"], found["chained beside writers"] = kept, sum(taken) + seal_all()
    found["chained once each"] = (head_row()[0] - before, LedgerEntry.objects.filter(seq__gt=before).count(), verify().first_bad)

    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        return entry("slow", lambda: (begun.set(), go_on.wait(20)))

    def others() -> list[Any]:
        begun.wait(20)
        try:
            quick = entry("quick")
            return [quick, seal_all(), waiting_since() is not None]
        finally:
            go_on.set()

    if connection.vendor == "postgresql":
        first, (second, past, waits) = at_once([slow, others])
        found["chained past an open one"], found["it waits"] = past, waits
        seal_all()
        rows = LedgerEntry.objects.filter(pk__in=(first, second)).order_by("seq").values_list("pk", flat=True)
        found["the open one stands first"] = list(rows) == [first, second]
    found["whole at the end"] = verify().ok
    return found


def summed(plant: Any) -> dict[str, Any]:
    """People who report beside two who fold, one whose fold is taken back, one who dies in the middle of it, and one who counts anew."""
    from django.db import connection, transaction

    from luoshi.kernel.matters.models import Matter
    from luoshi.kernel.metrics.answering import EVER
    from luoshi.kernel.metrics.figures import figures
    from luoshi.kernel.metrics.folding import differences, fold, recount
    from luoshi.kernel.metrics.models import Change
    from tests.cast import at, key

    done, seen, noon, before = threading.Event(), [], at("2026-11-03 12:00"), Matter.objects.count()

    def reports() -> int:
        for _number in range(12):
            plant.report("wang", noon, command=key())
        return 12

    def until_done(act: Callable[[], Any]) -> Callable[[], int]:
        def run() -> int:
            turns = 0
            while not done.is_set():
                act()
                turns += 1
            return turns

        return run

    def taken_back() -> None:
        try:
            with transaction.atomic():
                fold()
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    def dies() -> None:
        try:
            with transaction.atomic():
                fold()
                ended()
        except Exception:
            connection.close()

    def looks() -> None:
        seen.append(figures["problems.found"].amount(None, EVER).value)

    def all_report() -> int:
        try:
            return sum(at_once([reports] * 3))
        finally:
            done.set()

    calmly = [until_done(lambda act=act: (act(), done.wait(0.02))) for act in (fold, fold, taken_back, dies, recount, looks)]
    made, *turns = at_once([all_report, *calmly])
    found = {"reported beside folding": made, "each took turns": all(isinstance(one, int) and one for one in turns), "turns": turns}
    found["sums beside writers"] = differences() == []
    fold()
    found["sums at the end"] = (differences() == [], Change.objects.count())
    found["never fewer, never too many"] = seen == sorted(seen) and seen[0] >= before and seen[-1] <= before + made
    found["found at the end"] = figures["problems.found"].amount(None, EVER).value == Matter.objects.count()
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
