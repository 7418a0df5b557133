"""A disk that forgets: what a folder holds after the power failed, worked out from the system calls of those who wrote in it.

Strict on purpose. A file keeps what was written before its last fsync began; a name keeps what its directory's last fsync covered. Of the
rest any part may have reached the disk: whole pages, single sectors, nothing.
"""

import codecs
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR, PAGE = 512, 4096
LINE = re.compile(rb"^(\d+) +(\d+\.\d+) (.*)$", re.DOTALL)
RESUMED = re.compile(rb"^<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)
LENGTH = re.compile(rb"^(.*)\) += (-?\d+|\?)(?:<([^<>]*)>(?:\(deleted\))?)?[^<]*(?:<(\d+\.\d+)>)?$", re.DOTALL)
NAME = re.compile(rb"^[a-z_0-9]+$")
STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"')
DESCRIPTOR = re.compile(rb"^(\d+|AT_FDCWD)(?:<([^>]*)>)?((?:\(deleted\))?)")
HOW = ("nothing", "nothing", "pages", "sectors", "everything")


@dataclass(frozen=True)
class Call:
    """One system call that ended well: where in the trace it began and ended, and when it was over."""

    name: str
    begun: int
    ended: int
    over_at: float
    arguments: bytes
    result: int
    opened: str


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace made with `strace -f -y -ttt -T`, in the order in which they ended."""
    waiting: dict[bytes, tuple[int, float, bytes]] = {}
    with trace.open("rb") as lines:
        for number, line in enumerate(lines):
            found = LINE.match(line.rstrip(b"\n"))
            if found is None:
                continue
            pid, moment, rest = found.group(1), float(found.group(2)), found.group(3)
            begun = number
            if rest.endswith(b"<unfinished ...>"):
                waiting[pid] = (number, moment, rest[: -len(b"<unfinished ...>")])
                continue
            resumed = RESUMED.match(rest)
            if resumed:
                if pid not in waiting:
                    continue
                begun, moment, first = waiting.pop(pid)
                rest = first + resumed.group(2)
            one = _call(rest, begun, number, moment)
            if one is not None:
                yield one


def _call(rest: bytes, begun: int, ended: int, moment: float) -> Call | None:
    name, _open, tail = rest.partition(b"(")
    found = LENGTH.match(tail)
    if found is None or not NAME.match(name) or found.group(2) == b"?" or int(found.group(2)) < 0:
        return None
    took = float(found.group(4) or 0)
    return Call(name.decode(), begun, ended, moment + took, found.group(1), int(found.group(2)), os.fsdecode(found.group(3) or b""))


@dataclass
class Pending:
    """A change of content that no fsync has covered yet. `data` None: the file was cut or stretched to `at`."""

    ended: int
    at: int
    data: bytes | None


@dataclass(eq=False)
class File:
    """A file: what is safe, what is pending, how long it is for those who use it now."""

    safe: bytearray
    length: int
    pending: list[Pending] = field(default_factory=list)


@dataclass
class Renaming:
    """A change of names that no fsync of its directory has covered yet: what came, what went."""

    ended: int
    folders: set[str]
    come: list[tuple[str, File | None]]
    left: list[str]


class Disk:
    """The folder `root`, replayed from what `base` holds of it at the beginning."""

    def __init__(self, root: Path, base: Path, *, names_with_content: bool = False) -> None:
        self.root, self.base, self.names_with_content = str(root), base, names_with_content
        self.now: dict[str, File | None] = {}  # names as its users see them, where they differ from `base`; None: gone
        self.safe_names: dict[str, File | None] = {}
        self.folders: set[str] = set()
        self.safe_folders: set[str] = set()
        self.renamings: list[Renaming] = []
        self.places: dict[str, int] = {}
        self.syncs = 0

    # what happens

    def apply(self, call: Call) -> None:
        act = getattr(self, f"_{call.name}", None)
        if act is not None:
            act(call)

    def _openat(self, call: Call) -> None:
        path = self._inside(call.opened)
        if path is None or b"O_DIRECTORY" in call.arguments:
            return
        self.places[path] = -1 if b"O_APPEND" in call.arguments else 0
        if b"O_CREAT" in call.arguments and not self._there(path):
            made = File(bytearray(), 0)
            self._renamed(call, come=[(path, made)])
        elif b"O_TRUNC" in call.arguments and self._there(path):
            self._cut(self._file(path), 0, call)

    _open = _creat = _openat

    def _write(self, call: Call) -> None:
        """A plain write goes where the one before it ended, or to the end: nobody here seeks in a file that he writes so."""
        file = self._of(call)
        if file is None:
            return
        name = self._inside(_descriptor(call.arguments)) or ""
        place = self.places.get(name, -1)
        self._put(file, file.length if place < 0 else place, _strings(call.arguments)[: call.result], call)
        if place >= 0:
            self.places[name] = place + call.result

    _writev = _write

    def _pwrite64(self, call: Call) -> None:
        file = self._of(call)
        if file is not None:
            self._put(file, int(call.arguments.rpartition(b", ")[2]), _strings(call.arguments)[: call.result], call)

    def _pwritev(self, call: Call) -> None:
        file = self._of(call)
        if file is not None:
            self._put(file, int(call.arguments.rpartition(b"], ")[2].split(b", ")[1]), _strings(call.arguments)[: call.result], call)

    _pwritev2 = _pwritev

    def _ftruncate(self, call: Call) -> None:
        file = self._of(call)
        if file is not None:
            self._cut(file, int(call.arguments.rpartition(b", ")[2]), call)

    def _fallocate(self, call: Call) -> None:
        file = self._of(call)
        if file is not None:
            start, length = (int(one) for one in call.arguments.split(b", ")[-2:])
            if b"KEEP_SIZE" not in call.arguments and start + length > file.length:
                self._cut(file, start + length, call)

    def _fsync(self, call: Call) -> None:
        path = _descriptor(call.arguments)
        inside = self._inside(path) if path else None
        if inside is None:
            return
        self.syncs += 1
        if self._is_folder(inside):
            self._settle(inside, call)
            return
        file = self._file(inside) if self._there(inside) else None
        if file is None:
            return
        covered = [one for one in file.pending if one.ended < call.begun]
        for one in covered:
            _lay(file.safe, one)
        file.pending = [one for one in file.pending if one.ended >= call.begun]
        if self.names_with_content:
            self._settle(_folder_of(inside), call, file)

    _fdatasync = _fsync

    def _rename(self, call: Call) -> None:
        old, new = (self._inside(one) for one in _paths(call.arguments, self.root))
        if old is None or new is None:
            return
        if self._is_folder(old):
            raise RuntimeError(f"a folder was renamed: {old}")
        self._renamed(call, come=[(new, self._file(old))], left=[old])

    _renameat = _renameat2 = _rename

    def _link(self, call: Call) -> None:
        old, new = (self._inside(one) for one in _paths(call.arguments, self.root))
        if old is not None and new is not None:
            self._renamed(call, come=[(new, self._file(old))])

    _linkat = _link

    def _unlink(self, call: Call) -> None:
        path = self._inside(_paths(call.arguments, self.root)[0])
        if path is not None and b"AT_REMOVEDIR" not in call.arguments:
            self._renamed(call, left=[path])

    _unlinkat = _unlink

    def _mkdir(self, call: Call) -> None:
        path = self._inside(_paths(call.arguments, self.root)[0])
        if path is not None:
            self.folders.add(path)
            self._renamed(call, come=[(path, None)])

    _mkdirat = _mkdir

    # how it is kept

    def _put(self, file: File, at: int, data: bytes, call: Call) -> None:
        file.pending.append(Pending(call.ended, at, data))
        file.length = max(file.length, at + len(data))

    def _cut(self, file: File, length: int, call: Call) -> None:
        file.pending.append(Pending(call.ended, length, None))
        file.length = length

    def _renamed(self, call: Call, come: list[tuple[str, File | None]] | None = None, left: list[str] | None = None) -> None:
        for name in left or []:
            self.now[name] = None
        for name, file in come or []:
            if file is not None:
                self.now[name] = file
        names = [*(name for name, _file in come or []), *(left or [])]
        self.renamings.append(Renaming(call.ended, {_folder_of(name) for name in names}, come or [], left or []))

    def _settle(self, folder: str, call: Call, alone: File | None = None) -> None:
        """The names of this folder are safe as they were when its fsync began; with `alone` those of one file."""
        rest = []
        for one in self.renamings:
            mine = folder in one.folders and (alone is None or any(file is alone for _name, file in one.come))
            if one.ended < call.begun and mine:
                self._keep(one, self.safe_names, self.safe_folders)
            else:
                rest.append(one)
        self.renamings = rest

    @staticmethod
    def _keep(one: Renaming, names: dict[str, File | None], folders: set[str]) -> None:
        for name in one.left:
            names[name] = None
        for name, file in one.come:
            if file is None:
                folders.add(name)
            else:
                names[name] = file

    def _inside(self, path: str) -> str | None:
        """The name below the root; None for what lies elsewhere or is deleted already."""
        if not path.startswith(self.root + "/") and path != self.root:
            return None
        return path[len(self.root) :].lstrip("/")

    def _of(self, call: Call) -> File | None:
        path = _descriptor(call.arguments)
        inside = self._inside(path) if path else None
        return self._file(inside) if inside and not self._is_folder(inside) else None

    def _there(self, name: str) -> bool:
        return self.now[name] is not None if name in self.now else (self.base / name).is_file()

    def _is_folder(self, name: str) -> bool:
        return name in self.folders or name == "" or (name not in self.now and (self.base / name).is_dir())

    def _file(self, name: str) -> File:
        file = self.now.get(name)
        if file is None:
            held = (self.base / name).read_bytes() if (self.base / name).is_file() and name not in self.now else b""
            file = self.now[name] = File(bytearray(held), len(held))
            self.safe_names.setdefault(name, file)
        return file

    # after the power failed

    def rebuild(self, to: Path, how: str, chance: random.Random) -> None:
        """The folder as it may be found afterwards, in `to`."""
        subprocess.run(["cp", "-a", str(self.base), str(to)], check=True)
        names, folders = dict(self.safe_names), set(self.safe_folders)
        many = {"nothing": 0, "everything": len(self.renamings)}.get(how, chance.randint(0, len(self.renamings)))
        for one in self.renamings[:many]:
            self._keep(one, names, folders)
        owner = self.base.stat()
        for name in sorted(folders):
            if (to / name).parent.is_dir():
                (to / name).mkdir(exist_ok=True)
                shutil.chown(to / name, owner.st_uid, owner.st_gid)
        for name, file in names.items():
            if file is None:
                (to / name).unlink(missing_ok=True)
            elif (to / name).parent.is_dir():
                fresh = not (to / name).exists()
                (to / name).write_bytes(_survived(file, how, chance))
                if fresh:
                    (to / name).chmod(0o600)
                    shutil.chown(to / name, owner.st_uid, owner.st_gid)


def _survived(file: File, how: str, chance: random.Random) -> bytes:
    content = bytearray(file.safe)
    if how == "nothing":
        return bytes(content)
    for one in file.pending:
        if how == "everything":
            _lay(content, one)
        elif one.data is None:
            if chance.random() < 0.5:
                _lay(content, one)
        else:
            size, at, end = PAGE if how == "pages" else SECTOR, one.at, one.at + len(one.data)
            while at < end:
                edge = min(end, (at // size + 1) * size)
                if chance.random() < 0.5:
                    _lay(content, Pending(one.ended, at, one.data[at - one.at : edge - one.at]))
                at = edge
    return bytes(content)


def _lay(content: bytearray, one: Pending) -> None:
    """One change into the content."""
    end = one.at if one.data is None else one.at + len(one.data)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    if one.data is None:
        del content[end:]
    else:
        content[one.at : end] = one.data


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _strings(arguments: bytes) -> bytes:
    """What was handed over to be written, of one or several buffers."""
    found = list(STRING.finditer(arguments))
    if any(arguments[one.end() : one.end() + 3] == b"..." for one in found):
        raise RuntimeError("the trace does not hold the whole of a write")
    return b"".join(codecs.escape_decode(one.group(1))[0] for one in found)  # type: ignore[attr-defined]


def _descriptor(arguments: bytes) -> str:
    """The path behind the first argument; empty when its file has no name any more."""
    found = DESCRIPTOR.match(arguments)
    if found is None or found.group(2) is None or found.group(3) or found.group(2).endswith(b"(deleted)"):
        return ""
    return os.fsdecode(found.group(2))


def _paths(arguments: bytes, root: str) -> list[str]:
    """The paths of a call that takes paths: each may stand after the directory it counts from."""
    out = []
    for before, said in re.findall(rb'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"', arguments):
        path = os.fsdecode(codecs.escape_decode(said)[0])  # type: ignore[attr-defined]
        out.append(path if path.startswith("/") else os.path.normpath(f"{os.fsdecode(before) or root}/{path}"))
    return out
