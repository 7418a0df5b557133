"""The power fails while people send: whatever was acknowledged is there afterwards, once and whole. Spoiled twins lose it."""

import random
import time
from pathlib import Path

import pytest

from tests.durability import CUTS
from tests.durability.conftest import ENGINES, Put
from tests.durability.houses import House
from tests.durability.looking import looker
from tests.durability.powercut import after_each, record, served_again

pytestmark = pytest.mark.sweep
SEED = 20261121


def _bad(
    house: House, many: int, *, seconds: float, photos: bool = True, plainly: bool = False, again: bool = False
) -> tuple[list[str], str]:
    """What was wrong after so many cuts, and a line about the stretch."""
    begun, chance = time.monotonic(), random.Random(SEED)
    stretch = record(house, seconds=seconds, people=4, seed=SEED, photos=photos, plainly=plainly)
    assert len(stretch.book.said()) >= 10, house.said()
    with looker(bool(house.database)) as eyes:
        about_photographs = house.twin == "photograph_not_synced"
        cuts = stretch.told(many, chance, photographs=about_photographs) if house.twin else stretch.cuts(many, chance)
        found = [(how, wrong) for _moment, how, wrong in after_each(stretch, cuts, eyes, chance)]
        sent = 0
        if again:
            plain = [one for one in stretch.book.said() if one.kind == "report" and one.who != "guest" and not one.photo]
            under_way = plain[len(plain) // 2]
            middle = (under_way.meant_at + under_way.said_at) / 2
            sent, wrong = served_again(stretch, middle, eyes, chance)
            found.append(("sent again", wrong))
    bad = [f"{how}: {one}" for how, wrong in found for one in wrong]
    lost, torn, double, corrupt = (sum(word in one for one in bad) for word in ("lost:", "torn:", "double:", "corrupt:"))
    said = len(stretch.book.said())
    photographs = sum(one.photo for one in stretch.book.said())
    line = (
        f"power cut, {house.name}{f', {house.twin}' if house.twin else ''}: {many} cuts, {said} acknowledged of {len(stretch.book.commands)} "
        f"({photographs} with a photograph), lost {lost}, torn {torn}, double {double}, corrupt {corrupt}, {time.monotonic() - begun:.0f} s{f'; served again, {sent} sent again' if again else ''}"
    )
    return bad, line


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_acknowledged_outlives_a_power_cut(engine: str, put: Put) -> None:
    bad, line = _bad(put(engine), CUTS, seconds=max(6.0, min(60.0, CUTS / 5)), again=True)
    print(f"\n{line}")
    assert bad == []
    assert "served again, 0" not in line


@pytest.mark.xdist_group("durable SQLite")
@pytest.mark.parametrize(
    ("twin", "how"),
    [
        ("normal", {"photos": False}),
        ("off", {"photos": False}),
        ("photograph_not_synced", {}),
        ("answers_first", {"photos": False, "plainly": True}),
    ],
)
def test_a_spoiled_twin_loses_it(twin: str, how: dict[str, bool], put: Put) -> None:
    bad, line = _bad(put("SQLite", twin=twin), 4, seconds=2.0, **how)
    print(f"\n{line}")
    assert bad, f"the check does not notice {twin}"


@pytest.mark.xdist_group("durable PostgreSQL")
@pytest.mark.parametrize("weak", [{"fsync": "off"}, {"synchronous_commit": "off"}], ids=["fsync off", "synchronous_commit off"])
def test_a_server_with_weak_settings_loses_it(weak: dict[str, str], put: Put) -> None:
    house = put("PostgreSQL", twin="unguarded", settings=weak)
    bad, line = _bad(house, 3, seconds=2.0, photos=False)
    print(f"\n{line} ({weak})")
    assert bad, f"the check does not notice {weak}"


def test_the_trace_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The disk that forgets, on a trace of a few lines."""
    from tests.durability.disk import Disk, calls

    root, base = tmp_path / "root", tmp_path / "base"
    for one in (root, base):
        one.mkdir()
        (one / "old").write_bytes(b"0" * 10)
    place = str(root)
    lines = [
        f'7 100.000001 openat(AT_FDCWD</x>, "{place}/new", O_RDWR|O_CREAT, 0600) = 3<{place}/new> <0.000010>',
        f'7 100.000101 pwrite64(3<{place}/new>, "a\\0\\"b\\\\n", 5, 0) = 5 <0.000010>',
        f"7 100.000201 fsync(3<{place}/new>) = 0 <0.000010>",
        f'8 100.000301 pwrite64(4<{place}/old>, "11111", 5, 0 <unfinished ...>',
        f"7 100.000401 fsync(3<{place}> <unfinished ...>",
        "8 100.000501 <... pwrite64 resumed>) = 5 <0.000200>",
        "7 100.000601 <... fsync resumed>) = 0 <0.000200>",
        f"8 100.000701 fdatasync(4<{place}/old>) = 0 <0.000100>",
        f'8 100.000901 pwrite64(4<{place}/old>, "22", 2, 8) = 2 <0.000010>',
        f'8 100.001001 rename("{place}/old", "{place}/older") = 0 <0.000010>',
        f"8 100.001101 ftruncate(4<{place}/older>, 4) = 0 <0.000010>",
    ]
    trace = tmp_path / "trace"
    trace.write_text("\n".join(lines) + "\n")
    read = list(calls(trace))
    assert [one.name for one in read][:3] == ["openat", "pwrite64", "fsync"] and len(read) == 9

    def as_of(many: int, how: str) -> dict[str, bytes]:
        disk = Disk(root, base)
        for call in read[:many]:
            disk.apply(call)
        to = tmp_path / f"{many} {how}"
        disk.rebuild(to, how, random.Random(1))
        return {one.name: one.read_bytes() for one in to.iterdir()}

    assert as_of(3, "nothing") == {"old": b"0" * 10}, "its content is safe, its name is not"
    assert as_of(5, "nothing") == {"old": b"0" * 10, "new": b'a\0"b\\n'[:5]}
    assert as_of(5, "everything")["old"] == b"1111100000", "the write had ended, nobody had synced it"
    assert as_of(6, "nothing")["old"] == b"1111100000"
    assert as_of(9, "nothing") == {"old": b"1111100000", "new": b'a\0"b\\n'[:5]}
    assert as_of(9, "everything") == {"older": b"1111", "new": b'a\0"b\\n'[:5]}
