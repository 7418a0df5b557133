"""How the pages bear many matters: statements, bytes and CPU of each page at 10,000 and at N matters, as ratios within one run.

The rows are put into the tables straight, as an import would leave them; nothing here is the way of the product.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

BATCH = 5000
TURNS = 12
CALIBRATED = 0.002  # seconds the piece of work beside each turn takes on a quiet machine
PAGES = (
    ("list, open, by key", "20110", "/w/list/problem"),
    ("list, all, one unit", "20308", "/w/list/problem?view=all&unit=WATER"),
    ("list, closed, one team", "20417", "/w/list/problem?view=closed"),
    ("list, words in it", "20110", "/w/list/problem?view=all&q=振动"),
    ("search, two signs", "20308", "/w/search?q=振动"),
    ("search, a number", "20308", "/w/search?q=量-9990"),
    ("search, common, house", "20308", "/w/search?q=阀门"),
    ("search, common, team", "20417", "/w/search?q=阀门"),
    ("search, rare, team", "20417", "/w/search?q=振动"),
    ("office inbox", "20110", "/w/inbox"),
    ("worker home", "20416", "/w/"),
    ("team page", "20417", "/w/team/WATER-C"),
    ("matter sheet", "20110", "/w/matters/{sheet}"),
    ("figure, whole house", "20308", "/w/figures/problems.found?unit=ROOT"),
)
WHAT = ("阀门漏水", "阀门漏水，振动")
SAID = (
    "夜班点检时看到，地面有水，先用桶接着，没有影响生产，请安排人来看。",
    "DN300蝶阀手轮打不动，开关不到位，上次也是这里，备件库里有同型号。",
    "轴承温度比上周高，电流正常，听着有异响，已经通知当班的人盯着。",
    "答复：已换新，同型号的一并查过，下月检修时再看一次密封面。",
)


def fill(upto: int) -> None:
    """Matters up to this many: one in twenty open, spread over units, places and two years."""
    from luoshi.base.clock import local_date, now
    from luoshi.base.search.services import index_many
    from luoshi.kernel.matters.models import Custody, Matter
    from luoshi.kernel.org.models import Person, Place

    have, at = Matter.objects.count(), now()
    places, people = list(Place.objects.all()), list(Person.objects.values_list("id", flat=True))

    def rows() -> Iterator[Matter]:
        for n in range(have, upto):
            place = places[n % len(places)]
            raised = at - timedelta(minutes=(upto - n) * 700 * 24 * 60 // upto)
            open_ = n % 20 == 0
            answered = None if open_ else raised + timedelta(days=3)
            closed = None if open_ else raised + timedelta(days=5)
            yield Matter(
                kind="problem", number=f"量-{n}", title=f"{place.name}第 {n} 件，{WHAT[n % 97 == 0]}", topic="equipment", channel="phone",
                state="assigned" if open_ else "closed", unit_id=place.unit_id, place=place, raiser_id=people[n % len(people)],
                office_id=place.unit_id, owner_id=people[(n + 7) % len(people)], holder_id=people[(n + 7) % len(people)] if open_ else None,
                holder_unit_id=place.unit_id if open_ else None, raised_at=raised, raised_on=local_date(raised), happened_at=raised,
                entered_at=raised, due_at=raised + timedelta(days=10) if open_ else None, answered_at=answered, closed_at=closed,
                answered_on=local_date(answered) if answered else None,
                closed_on=local_date(closed) if closed else None, closing="confirmed" if closed else "",
            )  # fmt: skip

    source = rows()
    while batch := list(islice(source, BATCH)):
        made = Matter.objects.bulk_create(batch)
        Custody.objects.bulk_create(Custody(matter=one, unit_id=one.unit_id, since=one.raised_at, until=one.closed_at) for one in made)
        index_many((one.pk, one.unit_id, f"{one.number} {one.title} {SAID[one.pk % len(SAID)]}") for one in made)


def client(staff_no: str) -> object:
    from django.test import Client

    entered = Client()
    entered.post(f"/w/demo/{staff_no}")
    return entered


def measure() -> dict[str, tuple[int, int, float]]:
    """Statements, bytes and the median CPU milliseconds of each page, this process alone."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from luoshi.kernel.matters.models import Matter

    found = {}
    sheet = Matter.objects.filter(kind="problem", events__act="answer", office__code="EQUIP").order_by("id").values_list("id", flat=True)[0]
    for name, staff_no, template in PAGES:
        asker, address = client(staff_no), template.format(sheet=sheet)
        asker.get(address)  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as asked:
            answer = asker.get(address)  # type: ignore[attr-defined]
        assert answer.status_code == 200, (address, answer.status_code)
        found[name] = (len(asked), len(answer.content), timed(lambda asker=asker, address=address: asker.get(address)))  # type: ignore[misc]
    return found


def timed(act: Callable[[], object]) -> float:
    """The median CPU milliseconds, each turn weighed by a fixed piece of work beside it: the machine's own speed moves by half."""
    spent, plain = [], []
    for _turn in range(TURNS):
        start = time.process_time()
        sum(one * one for one in range(30_000))
        between = time.process_time()
        act()
        plain.append(between - start)
        spent.append((time.process_time() - between) / plain[-1])
    return 1000 * sorted(spent)[TURNS // 2] * CALIBRATED


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LUOSHI_HOME"] = home
        from luoshi.site.commands import main as luoshi

        luoshi(["init", "--demo", "--json"])
        results = []
        for count in (arguments.small, arguments.matters):
            start = time.monotonic()
            fill(count)
            sys.stdout.write(f"{count} matters filled in {time.monotonic() - start:.0f} s\n")
            results.append(measure())
        small, large = results
        sys.stdout.write(f"{'page':24}{'statements':>12}{'bytes':>9}{'cpu ms':>9}{'ratio':>8}\n")
        for name, (statements, size, spent) in large.items():
            sys.stdout.write(f"{name:24}{statements:>12}{size:>9}{spent:>9.1f}{spent / small[name][2]:>8.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
