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
from tests.durability.people import Book, Sender, sending

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
    on_server = stretch.house.database is not None
    disks = [
        Disk(root, base, names_with_content=on_server and number == 1)
        for number, (root, base) in enumerate(zip(stretch.roots, stretch.bases, strict=True))
    ]
    streams = [_Stream(calls(trace)) for trace in stretch.traces]
    for moment, how in cuts:
        for disk, stream in zip(disks, streams, strict=True):
            for call in stream.until(moment):
                disk.apply(call)
        found = stretch.house.home.parent / "found"
        found.mkdir()
        try:
            yield moment, how, _looked(stretch, disks, found, moment, how, looker, chance)
        finally:
            shutil.rmtree(found)
    assert all(disk.syncs for disk in disks) or stretch.house.twin or stretch.house.database, "nothing was ever synced: is the trace whole?"


def _looked(stretch: Stretch, disks: list[Disk], found: Path, moment: float, how: str, looker: Looker, chance: random.Random) -> list[str]:
    disks[0].rebuild(found / "home", how, chance)
    server = stretch.house.database
    if server is None:
        return looker.wrong(found / "home", "", stretch.book.until(moment))
    (found / "server").mkdir()
    shutil.chown(found / "server", server.folder.stat().st_uid, server.folder.stat().st_gid)
    shutil.copy(server.folder / "password", found / "server" / "password")
    disks[1].rebuild(found / "server" / "data", how, chance)
    (found / "server" / "data" / "postmaster.pid").unlink(missing_ok=True)  # the machine was started anew: no process of before is there
    recovered = Postgres(found / "server", settings=RECOVERING)
    try:
        recovered.start(once=True)
    except RuntimeError as error:
        return [f"corrupt: {error}"]
    try:
        return looker.wrong(found / "home", recovered.url, stretch.book.until(moment))
    finally:
        recovered.kill()


class _Stream:
    """Calls in their order, taken up to a moment."""

    def __init__(self, rows: Iterator[Call]) -> None:
        self.rows, self.next = rows, next(rows, None)

    def until(self, moment: float) -> Iterator[Call]:
        while self.next is not None and self.next.over_at <= moment:
            yield self.next
            self.next = next(self.rows, None)
