"""Whatever is sent to the house, by programs or in forms: it is answered calmly, as documented, within two seconds."""

import os
import resource
import time
from collections.abc import Callable
from typing import TypeVar

CASES = int(os.environ.get("LUOSHI_FUZZ", "1000"))  # in CI; 10,000 in the long tier
SLOW, WORKING, TRIES = 2.0, 1.0, 3
T = TypeVar("T")


def timed(ask: Callable[[], T]) -> tuple[T, bool]:
    """The answer, and whether it came too late. The machine may be busy with others: then it is asked again, and its own work counts too."""
    for _n in range(TRIES):
        began, worked = time.perf_counter(), _work()
        answer = ask()
        if time.perf_counter() - began < SLOW or _work() - worked < WORKING:
            return answer, False
    return answer, True


def _work() -> float:
    """Seconds of the processor that this process and what it started have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
