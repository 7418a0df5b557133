"""The machine below the house: the secret, the names it answers to, the way to it, the database, the disk, the fonts."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from luoshi.base.databases.durable import settings_found
from luoshi.site.checkup import HINT, Line, line

ROOM_SHARE, ROOM_BYTES = 0.1, 2 * 1024**3
SECRET_LENGTH = 50


def lines() -> list[Line]:
    return [*_secret(), *_web(), *_database(), *_disk(), _fonts(), *_logs()]


def _secret() -> Iterator[Line]:
    kept = Path(settings.LUOSHI_HOME) / "secret"
    there = kept.exists() and len(kept.read_text().strip()) >= SECRET_LENGTH
    yield line("secret", "8.1.4.8 confidentiality", there, "a long secret of its own" if there else f"none in {kept}", "run luoshi init")
    if there:
        mode = kept.stat().st_mode & 0o777
        yield line("secret file", "8.1.4.2 least privilege", not mode & 0o077, f"readable {mode:o}", f"chmod 600 {kept}")
    mode = Path(settings.LUOSHI_HOME).stat().st_mode & 0o777
    todo = f"chmod o-rwx {settings.LUOSHI_HOME}"
    yield line("home folder", "8.1.4.2 least privilege", not mode & 0o007, f"{settings.LUOSHI_HOME} is {mode:o}", todo)


def _web() -> Iterator[Line]:
    yield line("debug", "8.1.4.4 intrusion", not settings.DEBUG, "on" if settings.DEBUG else "off", "set DEBUG off")
    secure = bool(settings.SECURE_TLS and settings.CSRF_COOKIE_SECURE)
    yield line(
        "https", "8.1.4.7 integrity in transit", secure, "cookies only over https" if secure else "cookies also over http",
        "put a proxy with a certificate in front and set LUOSHI_TLS=yes",
    )  # fmt: skip
    hosts, wide = [host for host in settings.ALLOWED_HOSTS if host != "testserver"], "*" in settings.ALLOWED_HOSTS
    named = "LUOSHI_HOSTS" in os.environ and not wide
    found = ", ".join(hosts) if named else "any name" if wide else "only this machine, the usual ones"
    yield line("hosts", "8.1.4.4 intrusion", named, found, "set LUOSHI_HOSTS to the names people use, never *")
    if settings.SECURE_TLS:
        header = settings.ADDRESS_HEADER
        yield line(
            "address header", "8.1.4.1 b failed sign-ins", bool(header), header or "none: everybody comes from the proxy's address",
            "set LUOSHI_ADDRESS_HEADER to the header that the proxy itself writes, e.g. X-Real-IP",
        )  # fmt: skip


def _database() -> Iterator[Line]:
    for one in settings_found():
        yield line(one.name, one.why, one.holds, one.found, one.needed)
    if connection.vendor == "sqlite":
        return
    letters = _one("SHOW server_encoding")
    yield line(
        "server_encoding", "Chinese words are kept as they were written", letters == "UTF8", letters, "make the database anew with UTF8"
    )


def _disk() -> Iterator[Line]:
    usage = shutil.disk_usage(settings.LUOSHI_HOME)
    good = usage.free >= ROOM_BYTES and usage.free >= usage.total * ROOM_SHARE
    found = f"{usage.free / 1024**3:.1f} GiB of {usage.total / 1024**3:.0f} free"
    yield line("disk", "8.1.4.9 recovery", good, found, "make room: at least 2 GiB and a tenth of the disk")


def _fonts() -> Line:
    """Documents become PDF with the machine's own fonts."""
    tool = shutil.which("fc-list")
    if tool is None:
        return Line(
            "fonts", "documents on paper", "fontconfig is not here", HINT, "install fontconfig and a Chinese font, e.g. Noto Sans CJK"
        )
    done = subprocess.run([tool, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    many = len(set(done.stdout.splitlines()))
    return line("fonts", "documents on paper", many > 0, f"{many} with Chinese signs", "install a Chinese font, e.g. Noto Sans CJK")


def _logs() -> Iterator[Line]:
    yield Line(
        "log files", "网络安全法: at least 6 months", "the house writes to standard error and keeps no files", HINT,
        "keep them six months or more, on another machine as well: deploy/logs/",
    )  # fmt: skip
    yield Line(
        "proxy and /voice/", "nobody traces a voice without a name", "the house keeps no address", HINT,
        "in the proxy: location /voice/ of deploy/nginx/luoshi.conf",
    )  # fmt: skip


def _one(statement: str) -> str:
    """What the database answers about itself; the statements are the ones above."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
