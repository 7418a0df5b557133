"""What a server and its database spend, read from /proc: CPU moves little where others work beside them, time moves much."""

import os
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def tree(pid: int) -> list[int]:
    """A process and everything below it."""
    below: dict[int, list[int]] = {}
    for one in PROC.iterdir():
        fields = _fields(one.name) if one.name.isdigit() else []
        if fields:
            below.setdefault(int(fields[1]), []).append(int(one.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += below.get(found[-1], [])
    return found


def cpu_seconds(pid: int) -> float:
    """What a process and those below it have spent so far, ended children included."""
    return sum(sum(int(one) for one in _fields(str(each))[11:15]) for each in tree(pid)) / TICKS if pid else 0.0


def memory_mb(pid: int) -> int:
    """The share of memory that is its own, in MB (PSS)."""
    total = 0
    for each in tree(pid):
        try:
            lines = (PROC / str(each) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def database_pid() -> int:
    """The first process of the database where it runs on this machine; 0 elsewhere and for the embedded one."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    fields = _fields(str(ours))
    return int(fields[1]) if fields else 0


def _fields(pid: str) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on; none where it has ended."""
    try:
        return (PROC / pid / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []
