"""The disk is full, read-only or failing, the memory is short, the database is away: a clear sentence, nothing half written, and it goes on."""

import random
import threading
import time
import uuid
from pathlib import Path

import pytest

from tests.durability.conftest import Put
from tests.durability.giving_way import (
    MIB,
    Spoiling,
    connections_cut,
    failing,
    files_at_most,
    log_not_written,
    memory_at_most,
    room_left,
    server_away,
    server_read_only,
    small_disk,
)
from tests.durability.houses import House, copied
from tests.durability.looking import looker
from tests.durability.people import HANDLER, OVER, PLACE, WORKERS, Book, Command, Phone, picture, plain

pytestmark = pytest.mark.sweep
SEED, HEAVY = 20261121, 1600
NEVER = ("Traceback", "sqlite", "psycopg", "OperationalError", "Exception", "Errno")
ON_FILES: dict[str, Spoiling] = {
    **{f"disk full at write {n}": failing("pwrite64", "ENOSPC", f"{n}+") for n in (1, 2, 3, 5, 8, 12)},
    "disk full at one write": failing("pwrite64", "ENOSPC", "2"),
    **{f"read-only at write {n}": failing("pwrite64", "EROFS", f"{n}+") for n in (1, 4)},
    "a failing disk at write 3": failing("pwrite64", "EIO", "3+"),
    **{f"a failing sync {n}": failing("fdatasync,fsync", "EIO", n) for n in ("1", "1+")},
    **{f"files at most {longest} bytes long": files_at_most(longest) for longest in (0, 9_000, 60_000, 120_000)},
    **{f"memory at most {more // 1024} KiB more": memory_at_most(more) for more in (0, 64 * 1024, MIB, 4 * MIB)},
}
ON_A_SMALL_DISK: dict[str, Spoiling] = {f"{room // 1024} KiB left": room_left(room) for room in (0, 8 * 1024, 40 * 1024, 200 * 1024)}
ON_A_SERVER: dict[str, Spoiling] = {
    "the server takes no writes": server_read_only,
    "connections cut": connections_cut,
    "its log cannot be written": log_not_written,
    "the server away": server_away,
    "memory at most 0 KiB more": memory_at_most(0),
}


class Desk:
    """Somebody at a worker's phone and at the office's desk, who sends a handful at once and reads what is said."""

    def __init__(self, house: House, *, photos: bool = True) -> None:
        self.house, self.photos, self.book, self.chance = house, photos, Book(), random.Random(SEED)
        self.phones = [Phone(house.port).sign_in(who) for who in WORKERS]
        self.office = Phone(house.port).sign_in(HANDLER)
        self.waiting: list[tuple[Command, Phone, str, dict[str, str], bytes]] = []
        self.sentences: set[str] = set()
        self.bad: list[str] = []

    def send_some(self, name: str) -> None:
        """Four reports at the same time, one with a photograph, a heavy one where memory is what is short; and a page is read."""
        for number, phone in enumerate(self.phones):
            key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
            shot = picture(self.chance, HEAVY if "memory" in name else 48) if number == 0 and self.photos else b""
            command = self.book.meant(Command("report", key, WORKERS[number], f"{name} {number} 阀打不开", bool(shot)))
            self.waiting.append((command, phone, f"/w/report/{PLACE}", {"command": key, "tile": "equipment", "text": command.text}, shot))
        threads = [threading.Thread(target=self._try, args=one) for one in self.waiting]
        for one in threads:
            one.start()
        for one in threads:
            one.join(90)
        self._read(self.office, "/w/inbox", "the inbox")
        self.waiting = [one for one in self.waiting if not one[0].said_at]

    def send_again(self) -> None:
        """Everything that was refused, under the same keys, to the same processes."""
        until = time.monotonic() + 30
        while self.waiting and time.monotonic() < until:
            for one in self.waiting:
                self._try(*one)
            self.waiting = [one for one in self.waiting if not one[0].said_at]
        assert not self.waiting, f"not taken afterwards: {[one[0].text for one in self.waiting]}, {self.sentences}"

    def _try(self, command: Command, phone: Phone, path: str, fields: dict[str, str], shot: bytes) -> None:
        command.tries += 1
        try:
            status, _where, text = phone.post(path, fields, shot)
        except OVER as error:
            self.sentences.add(f"connection: {type(error).__name__}")
            return
        if status == 302:
            command.said_at = time.time()
        else:
            self._judge(status, text, command.text)

    def _read(self, phone: Phone, path: str, what: str) -> None:
        try:
            status, _where, text = phone.ask("GET", path)
        except OVER as error:
            self.sentences.add(f"connection: {type(error).__name__}")
            return
        if status != 200:
            self._judge(status, text, what)

    def _judge(self, status: int, text: str, what: str) -> None:
        said = plain(text)
        clear = any(word in said for word in ("administrator", "管理员", "Save it anew", "另存", "重新"))
        if status not in (503, 422) or not clear or any(word in text for word in NEVER):
            self.bad.append(f"{what}: {status} {said}")
        self.sentences.add(f"{status}")


def _through_all(house: House, points: dict[str, Spoiling], *, photos: bool = True) -> tuple[Desk, list[str], list[str]]:
    """Each point in turn; what was wrong, and which points were felt at all."""
    desk, felt, bad = Desk(house, photos=photos), [], []
    jobs, supervisor = house.processes("luoshi jobs"), house.processes()[0]
    for name, spoiled in points.items():
        with spoiled(house):
            desk.send_some(name)
        felt += [name] if desk.waiting else []
        desk.send_again()
        bad += [f"{name}: {one}" for one in desk.bad]
        desk.bad = []
        if house.processes("luoshi jobs") != jobs or house.processes()[0] != supervisor:
            bad.append(f"{name}: the jobs process did not survive")
            jobs = house.processes("luoshi jobs")
    house.stop()
    with looker(bool(house.database)) as eyes:
        bad += eyes.wrong(house.home, house.database.url if house.database else "", desk.book.until(time.time()))
    return desk, bad, felt


def _said(house: House, where: str, points: dict[str, Spoiling], felt: list[str], desk: Desk, bad: list[str], begun: float) -> None:
    kinds, unfelt = ", ".join(sorted(desk.sentences)), "; ".join(name for name in points if name not in felt) or "none"
    print(
        f"\ngiving way, {house.name}{where}: {len(points)} points, not felt by anybody: {unfelt}; {len(desk.book.said())} acknowledged in the end, answers {kinds}, "
        f"wrong {len(bad)}, {time.monotonic() - begun:.0f} s"
    )


@pytest.mark.xdist_group("durable SQLite")
def test_disk_and_memory_give_way_and_the_house_goes_on(put: Put) -> None:
    begun, house = time.monotonic(), put("SQLite")
    house.start()
    desk, bad, felt = _through_all(house, ON_FILES)
    _said(house, "", ON_FILES, felt, desk, bad, begun)
    assert bad == []
    assert len(felt) >= len(ON_FILES) // 2


@pytest.mark.xdist_group("durable SQLite")
def test_a_disk_that_is_full_to_the_last_page(put: Put, made: Path, tmp_path: Path) -> None:
    begun, place = time.monotonic(), tmp_path / "disk"
    place.mkdir()
    with small_disk(place, 48) as mounted:
        house = House(copied(made, place / "home"))
        points = (
            ON_A_SMALL_DISK
            if mounted
            else {name: files_at_most(more) for name, more in (("a", 0), ("b", 8_192), ("c", 20_000), ("d", 60_000))}
        )
        try:
            house.start()
            desk, bad, felt = _through_all(house, points, photos=not mounted)  # on a disk so small the house takes no files at all
        finally:
            house.end()
        _said(
            house,
            " on a small disk" if mounted else " (no disk could be mounted: by the length of files)",
            points,
            felt,
            desk,
            bad,
            begun,
        )
    assert bad == []
    assert felt


@pytest.mark.xdist_group("durable PostgreSQL")
def test_the_server_below_gives_way_and_the_house_goes_on(put: Put) -> None:
    begun, house = time.monotonic(), put("PostgreSQL")
    assert house.database is not None
    house.database.start()
    house.start()
    desk, bad, felt = _through_all(house, ON_A_SERVER)
    _said(house, "", ON_A_SERVER, felt, desk, bad, begun)
    assert bad == []
    assert len(felt) >= 2
