"""Phones that kept their reports while there was no network: each sends again and again until it hears yes, through a network that lies."""

import random
import threading
import time
import uuid

import pytest

from tests.durability import LONG
from tests.durability.conftest import ENGINES, Put
from tests.durability.houses import House
from tests.durability.looking import looker
from tests.durability.people import OVER, PLACE, WORKERS, Book, Command, Phone, picture, plain
from tests.durability.proxy import BadNetwork

pytestmark = pytest.mark.sweep
SEED = 20261121
REPORTS, PHONES, KILLS, EVERY = 200, 8, 5, 12


class Queue(threading.Thread):
    """One phone: its reports wait in their order; the next goes when the one before was heard."""

    def __init__(self, house: House, network: BadNetwork, book: Book, number: int, many: int) -> None:
        super().__init__(daemon=True)
        self.book, self.number, self.many, self.failed = book, number, many, ""
        self.chance = random.Random(SEED + number)
        self.phone = Phone(house.port).sign_in(WORKERS[number % len(WORKERS)])
        self.phone.proxy = network.port

    def run(self) -> None:
        try:
            for place in range(self.many):
                self._send(place)
        except Exception as error:
            self.failed = f"{type(error).__name__}: {error}"

    def _send(self, place: int) -> None:
        key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        shot = picture(self.chance) if place % EVERY == 0 else b""
        command = Command("report", key, WORKERS[self.number % len(WORKERS)], f"离线{self.number}-{place:03} 阀打不开", bool(shot))
        self.book.meant(command)
        fields = {"command": key, "tile": "equipment", "text": command.text}
        until = time.monotonic() + 120
        while time.monotonic() < until:
            command.tries += 1
            try:
                status, where, text = self.phone.post(f"/w/report/{PLACE}", fields, shot)
            except OVER:
                time.sleep(self.chance.uniform(0.01, 0.1))
                continue
            if status == 302 and where.startswith(f"/w/report/sent/{key}"):
                command.said_at = time.time()
                return
            assert status == 503, f"{status} {plain(text)}"
            time.sleep(0.1)
        raise AssertionError(f"{command.text}: no yes within two minutes")


def _through(house: House, network: BadNetwork, reports: int, kills: int) -> Book:
    """All reports through the network, the server killed so many times meanwhile."""
    book = Book()
    queues = [Queue(house, network, book, number, reports // PHONES) for number in range(PHONES)]
    for one in queues:
        one.start()
    for number in range(kills):
        while len(book.said()) < reports * (number + 1) // (kills + 1) and any(one.is_alive() for one in queues):
            time.sleep(0.02)
        house.kill()
        house.start()
    for one in queues:
        one.join(180)
        assert not one.failed, one.failed
    network.stop()
    return book


def _wrong(house: House, book: Book) -> list[str]:
    house.stop()
    with looker(bool(house.database)) as eyes:
        return eyes.wrong(house.home, house.database.url if house.database else "", book.until(time.time()))


@pytest.mark.parametrize("engine", ENGINES if LONG else ENGINES[:1])
def test_two_hundred_reports_arrive_once_each_and_in_their_order(engine: str, put: Put) -> None:
    begun, house = time.monotonic(), put(engine)
    if house.database:
        house.database.start()
    house.start()
    network = BadNetwork(house.port, SEED)
    network.start()
    book = _through(house, network, REPORTS, KILLS)

    first = book.commands[0]
    phone = Phone(house.port).sign_in(first.who)
    status, _where, text = phone.post(f"/w/report/{PLACE}", {"command": first.key, "tile": "equipment", "text": "别的话"})
    assert status == 409, f"the same key with other words: {status} {plain(text)}"

    wrong = _wrong(house, book)
    order = _out_of_order(house)
    told = ", ".join(f"{name} {many}" for name, many in sorted(network.counted.items()))
    sent = sum(one.tries for one in book.commands)
    print(
        f"\nbad network, {house.name}: {len(book.said())} of {REPORTS} heard yes after {sent} sendings ({told}), server killed {KILLS} times, "
        f"wrong {len(wrong)}, out of order {len(order)}, {time.monotonic() - begun:.0f} s"
    )
    assert (wrong, order) == ([], [])
    assert len(book.said()) == len(book.commands) == REPORTS


def _out_of_order(house: House) -> list[str]:
    """Reports of one phone that stand in the house in another order than they were written."""
    if house.database:
        import psycopg

        with psycopg.connect(house.database.url) as connection:
            rows = connection.execute("SELECT said FROM matter_event WHERE act = 'raise' AND said LIKE '离线%' ORDER BY id").fetchall()
    else:
        import sqlite3

        with sqlite3.connect(house.home / "luoshi.sqlite3") as lite:
            rows = lite.execute("SELECT said FROM matter_event WHERE act = 'raise' AND said LIKE '离线%' ORDER BY id").fetchall()
    texts = [str(row[0]) for row in rows]
    return [
        one for number in range(PHONES) for mine in [[text for text in texts if text.startswith(f"离线{number}-")]] if mine != sorted(mine)
        for one in mine
    ]  # fmt: skip


@pytest.mark.xdist_group("durable SQLite")
def test_a_house_that_keeps_no_keys_is_found_out(put: Put) -> None:
    begun, house = time.monotonic(), put("SQLite", twin="no_keys")
    house.start()
    network = BadNetwork(house.port, SEED)
    network.start()
    book = _through(house, network, 24, 0)
    wrong = _wrong(house, book)
    double = sum("double:" in one for one in wrong)
    print(f"\nbad network, SQLite, no_keys: {len(book.commands)} reports, at least {double} double, {time.monotonic() - begun:.0f} s")
    assert double, "the check does not notice a house that keeps no keys"
