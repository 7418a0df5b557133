"""The file of a backup: a zip that any program opens, with a seal over every byte of it at its end.

The seal is the comment of the zip: its last 64 signs are the SHA-256 of the whole file as it would read with 64 zeros there. A flipped bit
anywhere and a file that ends too early are both found before anything in it is believed.
"""

import hashlib
import io
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from luoshi.mechanisms.voice.spool import NEVER_COPIED

FIRST, MANIFEST, FILES, TABLES = "LUOSHI-BACKUP.txt", "manifest.json", "files.ndjson", "tables/"
SEAL, OPEN = b"luoshi-backup-1 sha256=", b"0" * 64
START = (b"PK\x03\x04", FIRST.encode())
WHAT = "落实 · A backup of Luoshi. To look at it: luoshi restore --check FILE. To bring it back: luoshi restore FILE, in an empty home.\n"
BESIDE = ".luoshi-backup-"
PIECE, MOST_MANIFEST = 1 << 20, 64 * 1024 * 1024


class NotWhole(Exception):
    """This file is no backup, or no longer the backup it was: the sentence says which, and nothing was touched."""


class _Sink:
    """Takes what the zip writes, one piece after another, and digests it on the way; it cannot go back."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


class Writer:
    """Members one after another; each digested while it is written."""

    def __init__(self, sink: _Sink) -> None:
        self.zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=3)  # type: ignore[call-overload]
        self.zip.comment = SEAL + OPEN
        with self.member(FIRST) as first:
            first.write(WHAT.encode())

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator["Member"]:
        if name.rsplit("/", 1)[-1] in NEVER_COPIED:
            raise ValueError(f"{name} belongs to no backup")
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as opened:
            yield Member(opened)


class Member:
    """One member while it is written: its length and digest so far."""

    def __init__(self, opened: IO[bytes]) -> None:
        self.opened, self.digest, self.length = opened, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.opened.write(data)
        self.digest.update(data)
        self.length += len(data)

    def said(self) -> dict[str, Any]:
        return {"bytes": self.length, "sha256": self.digest.hexdigest()}


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write a backup beside `path`, seal and sync it, then give it its name: there is a whole one or none. Only its owner may read it."""
    beside = path.with_name(f"{BESIDE}{secrets.token_hex(6)}")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "r+b") as file:
            sink = _Sink(file)
            writer = Writer(sink)
            try:
                yield writer
            except BaseException:
                with suppress(Exception):  # its end cannot be written either, and nobody will read it
                    writer.zip.close()
                raise
            writer.zip.close()
            file.seek(-len(OPEN), os.SEEK_END)
            file.write(sink.digest.hexdigest().encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def sync_folder(folder: Path) -> None:
    """The names in a folder are on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def seal_of(path: Path) -> str:
    """The seal, where the file is whole. NotWhole: no backup, cut off, or changed."""
    length, tail = path.stat().st_size, len(SEAL) + len(OPEN)
    with path.open("rb") as file:
        begins = file.read(200)
        if not (begins.startswith(START[0]) and START[1] in begins):
            raise NotWhole(f"{path} is no backup of Luoshi.")
        file.seek(max(0, length - tail))
        end = file.read()
        if not end.startswith(SEAL):
            raise NotWhole(f"{path} ends too early or was changed at its end: take another copy of this backup.")
        file.seek(0)
        digest, left = hashlib.sha256(), length - len(OPEN)
        while left:
            piece = file.read(min(PIECE, left))
            if not piece:
                break
            digest.update(piece)
            left -= len(piece)
        digest.update(OPEN)
    seal = end[len(SEAL) :].decode("ascii", "replace")
    if seal != digest.hexdigest():
        raise NotWhole(f"{path} is not as it was written: a bit is wrong somewhere in it. Take another copy of this backup.")
    return seal


def is_backup(path: Path) -> bool:
    """Does this file begin as a backup does?"""
    with path.open("rb") as file:
        begins = file.read(200)
    return begins.startswith(START[0]) and START[1] in begins


class Reader:
    """A backup whose seal is right, opened for reading."""

    def __init__(self, path: Path) -> None:
        self.path, self.seal = path, seal_of(path)
        try:
            self.zip = zipfile.ZipFile(path)
            self.names = self.zip.namelist()
            with self.zip.open(MANIFEST) as opened:
                self.manifest: dict[str, Any] = json.loads(opened.read(MOST_MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError) as error:
            raise NotWhole(f"{path} cannot be opened as a backup: {error}") from None

    def lines(self, name: str, told: dict[str, Any]) -> Iterator[bytes]:
        """The lines of a member, without their ends. NotWhole, at the end: not as long or not the digest that the manifest tells."""
        digest, length = hashlib.sha256(), 0
        with io.BufferedReader(self._opened(name), PIECE) as opened:
            for line in opened:
                digest.update(line)
                length += len(line)
                if length > told["bytes"]:
                    break
                yield line[:-1]
        if {"bytes": length, "sha256": digest.hexdigest()} != {name: told[name] for name in ("bytes", "sha256")}:
            raise NotWhole(f"{name} in {self.path} is not what its manifest says.")

    def pieces(self, name: str) -> Iterator[bytes]:
        with self._opened(name) as opened:
            while piece := opened.read(PIECE):
                yield piece

    def _opened(self, name: str) -> Any:
        try:
            return self.zip.open(name)
        except (zipfile.BadZipFile, KeyError, NotImplementedError) as error:
            raise NotWhole(f"{name} in {self.path} cannot be read: {error}") from None
