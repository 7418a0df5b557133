"""A recorded stretch of the running product, and the plant as it stands after the power failed at some moment of it."""

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.durability.disk import HOW, Call, Disk, calls
from tests.durability.houses import House, Postgres, kill
from tests.durability.looking import Looker
from tests.durability.people import PLACE, Book, Phone, Sender, plain, sending

RECOVERING = {"fsync": "off", "autovacuum": "off", "full_page_writes": "off"}  # the plant that is looked at; it is thrown away


@dataclass
class Stretch:
    """What was written and what was acknowledged."""

    house: House
    book: Book
    bases: list[Path]
    traces: list[Path]
    roots: list[Path]
    begun: float
    ended: float

    def cuts(self, many: int, chance: random.Random) -> list[tuple[float, str]]:
        """Moments: mostly just when somebody had been told yes, some at any time; and what reached the disk of the rest."""
        said = [one.said_at for one in self.book.said()]
        moments = [chance.choice(said) if chance.random() < 0.7 else chance.uniform(self.begun, self.ended) for _n in range(many)]
        return [(moment, HOW[number % len(HOW)]) for number, moment in enumerate(sorted(moments))]

    def told(self, many: int, chance: random.Random, *, photographs: bool) -> list[tuple[float, str]]:
        """Moments just when somebody had been told yes, of a photograph where it is about those; nothing but what was synced is kept."""
        said = [one.said_at for one in self.book.said() if one.photo or not photographs]
        return [(moment, "nothing") for moment in sorted(chance.sample(said, min(many, len(said))))]


def record(house: House, *, seconds: float, people: int, seed: int, photos: bool = True, plainly: bool = False) -> Stretch:
    """Serve under strace while people send; then everything ends at once."""
    folder = house.home.parent
    subprocess.run(["cp", "-a", str(house.home), str(folder / "home-before")], check=True)
    bases, traces, roots = [folder / "home-before"], [folder / "home.trace"], [house.home]
    if house.database:
        subprocess.run(["cp", "-a", str(house.database.data), str(folder / "data-before")], check=True)
        bases, traces = [*bases, folder / "data-before"], [*traces, house.database.folder / "trace"]
        roots.append(house.database.data)
        house.database.start(trace=traces[1])
    house.start(trace=traces[0])
    begun = time.time()
    book, senders = sending(house.port, people, seed, photos=photos, hurried=True, plainly=plainly)
    time.sleep(seconds)
    _freeze(house, senders)
    return Stretch(house, book, bases, traces, roots, begun, max((one.said_at for one in book.said()), default=begun))


def _freeze(house: House, senders: list[Sender]) -> None:
    for one in senders:
        one.stopping.set()
    kill(house.processes())
    if house.database:
        house.database.kill()
    house.kill()
    for one in senders:
        one.join(60)
        assert not one.failed, one.failed


def after_each(
    stretch: Stretch, cuts: list[tuple[float, str]], looker: Looker, chance: random.Random
) -> Iterator[tuple[float, str, list[str]]]:
    """The plant as of each cut, opened by the product: what is wrong with it."""
    for moment, how, house in _rebuilt(stretch, cuts, chance):
        if house.database:
            try:
                house.database.start(once=True)
            except RuntimeError as error:
                yield moment, how, [f"corrupt: {error}"]
                continue
        try:
            yield moment, how, looker.wrong(house.home, house.database.url if house.database else "", stretch.book.until(moment))
        finally:
            house.end()


def served_again(stretch: Stretch, moment: float, looker: Looker, chance: random.Random) -> tuple[int, list[str]]:
    """The plant after a cut is served, and what had not been acknowledged is sent again: how many, and what is wrong then."""
    for _moment, _how, house in _rebuilt(stretch, [(moment, "sectors")], chance):
        if house.database:
            house.database.start(once=True)
        try:
            house.start()
            commands, sent = stretch.book.until(moment), 0
            for one in commands:
                if one["kind"] == "report" and one["who"] != "guest" and not one["said_at"] and not one["photo"]:
                    phone = Phone(house.port).sign_in(one["who"])
                    status, _where, text = phone.post(
                        f"/w/report/{PLACE}", {"command": one["key"], "tile": "equipment", "text": one["text"]}
                    )
                    assert status == 302, f"{status} {plain(text)}"
                    one["said_at"], sent = time.time(), sent + 1
            house.stop()
            return sent, looker.wrong(house.home, house.database.url if house.database else "", commands)
        finally:
            house.end()
    raise AssertionError("no cut")


def _rebuilt(stretch: Stretch, cuts: list[tuple[float, str]], chance: random.Random) -> Iterator[tuple[float, str, House]]:
    """The plant as it may be found after each cut, in a place of its own; nothing of it is kept."""
    server = stretch.house.database
    disks = [
        Disk(root, base, names_with_content=number == 1)
        for number, (root, base) in enumerate(zip(stretch.roots, stretch.bases, strict=True))
    ]
    streams = [_Stream(calls(trace)) for trace in stretch.traces]
    found = stretch.house.home.parent / "found"
    for moment, how in cuts:
        for disk, stream in zip(disks, streams, strict=True):
            for call in stream.until(moment):
                disk.apply(call)
        found.mkdir()
        try:
            disks[0].rebuild(found / "home", how, chance)
            if server:
                (found / "server").mkdir()
                shutil.chown(found / "server", server.folder.stat().st_uid, server.folder.stat().st_gid)
                shutil.copy(server.folder / "password", found / "server" / "password")
                disks[1].rebuild(found / "server" / "data", how, chance)
                (found / "server" / "data" / "postmaster.pid").unlink(missing_ok=True)  # after a cut no process of before is there
            recovered = Postgres(found / "server", settings=RECOVERING) if server else None
            yield moment, how, House(found / "home", recovered, twin="unguarded" if server else "")
        finally:
            shutil.rmtree(found)
    assert all(disk.syncs for disk in disks) or server or stretch.house.twin, "nothing was ever synced: is the trace whole?"


class _Stream:
    """Calls in their order, taken up to a moment."""

    def __init__(self, rows: Iterator[Call]) -> None:
        self.rows, self.next = rows, next(rows, None)

    def until(self, moment: float) -> Iterator[Call]:
        while self.next is not None and self.next.over_at <= moment:
            yield self.next
            self.next = next(self.rows, None)
