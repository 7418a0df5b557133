"""kill -9 in the middle of everything: who sends again under the same key finds everything once, and soon."""

import random
import time

import pytest

from tests.durability import KILLS, LONG
from tests.durability.conftest import ENGINES, Put
from tests.durability.houses import House, kill
from tests.durability.looking import looker
from tests.durability.people import Book, done, sending

pytestmark = pytest.mark.sweep
SEED = 20261121
BACK_WITHIN = 10.0
KINDS = {
    "SQLite": ("house", "worker", "worker", "worker"),
    "PostgreSQL": ("house", "server", "worker", "server", "both", "worker", "server", "worker"),
}


def _killed(house: House, what: str, chance: random.Random) -> None:
    """Kill it, and start again what nobody else starts again."""
    if what == "worker":
        kill([chance.choice(house.web_workers())])
        return
    if what in ("server", "both") and house.database:
        house.database.kill()
    if what in ("house", "both"):
        house.kill()
    if what in ("server", "both") and house.database:
        house.database.start()
    if what in ("house", "both"):
        house.start()


def _yes(book: Book, after: int) -> None:
    """Until somebody was told yes again."""
    until = time.monotonic() + 30
    while len(book.said()) <= after:
        assert time.monotonic() < until, "nobody was told yes any more"
        time.sleep(0.01)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_acknowledged_is_lost_torn_or_double_after_kills(engine: str, put: Put) -> None:
    begun, house, chance, slowest = time.monotonic(), put(engine), random.Random(SEED), 0.0
    if house.database:
        house.database.start()
    first = house.start()
    book, people = sending(house.port, 4, SEED)
    for number in range(KILLS):
        _yes(book, len(book.said()))
        time.sleep(chance.uniform(0.0, 0.5))
        killed = time.monotonic()
        _killed(house, KINDS[engine][number % len(KINDS[engine])], chance)
        house.wait()
        slowest = max(slowest, time.monotonic() - killed)
    done(people)
    house.stop()
    with looker(bool(house.database)) as eyes:
        wrong = eyes.wrong(house.home, house.database.url if house.database else "", book.until(time.time()))
    again = sum(one.tries > 1 for one in book.commands)
    print(
        f"\nkill -9, {house.name}: {KILLS} kills, {len(book.said())} acknowledged, {again} of them sent more than once, wrong {len(wrong)}, "
        f"back within {slowest:.1f} s (a first start {first:.1f} s), {time.monotonic() - begun:.0f} s"
    )
    assert wrong == []
    assert len(book.said()) == len(book.commands) > KILLS and again > 0
    assert slowest <= (BACK_WITHIN if LONG else max(BACK_WITHIN, 4 * first)), "on a machine that others use, beside an undisturbed start"
