"""How the pages bear many matters: statements, bytes and CPU of each page at 10,000 and at N matters, as ratios within one run.

The rows are put into the tables straight, as an import would leave them; nothing here is the way of the product.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable

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
        from luoshi.site.bench.filling import fill

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
