"""The linkage game is lost by the attacker, and won as soon as any one of the house's precautions is taken away."""

import contextvars
import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.base.actor import HOUSE
from luoshi.base.clock import at_local, local_date
from luoshi.base.jobs.models import Run
from luoshi.base.ledger.services import record
from luoshi.mechanisms.voice import spool
from luoshi.mechanisms.voice.services import releasing
from luoshi.mechanisms.voice.web import views, work
from tests import linkage
from tests.linkage import HITS, SIGNALS, STARTED, played

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
ROUNDS = int(os.environ.get("LUOSHI_LINKAGE", "100"))
FEW = 4


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch, home: Path) -> list[datetime]:
    """The clock of the game; the browser's sum is kept short."""
    standing = [STARTED]
    monkeypatch.setattr("luoshi.base.clock.now", lambda: standing[0])
    monkeypatch.setattr(work, "BITS", 4)
    return standing


def test_an_attacker_with_the_whole_house_names_the_author_no_better_than_by_chance(moments: list[datetime]) -> None:
    hits, named, games = played(1, ROUNDS, moments)
    print(f"linkage game: {named} of {games} named, by signal {hits}")
    assert games == ROUNDS
    assert hits == dict.fromkeys(SIGNALS, 0)
    assert named <= HITS[ROUNDS]


Sabotage = Callable[[pytest.MonkeyPatch], None]
_cookie: contextvars.ContextVar[str] = contextvars.ContextVar("cookie", default="")


def _with(monkeypatch: pytest.MonkeyPatch, extra: Callable[[spool.Waiting, datetime], spool.Waiting]) -> None:
    """The house, but something more happens when an opinion is laid into the spool."""
    lay_in = spool.lay_in
    monkeypatch.setattr(spool, "lay_in", lambda one, at: lay_in(extra(one, at), at))


def keeps_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    raise_ = releasing._raise
    _with(
        monkeypatch, lambda one, at: spool.Waiting(one.id, one.receipt, one.on, one.sort, {**one.said, "at": at.isoformat()}, one.pictures)
    )
    monkeypatch.setattr(releasing, "_raise", lambda one, at: raise_(one, datetime.fromisoformat(one.said["at"])))


def hands_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "lay_in", lambda one, at: releasing._handed_over(one, at_local(local_date(at), 0)))


def leaves_the_time_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def touch(at: datetime) -> None:
        os.utime(spool.path(), (at.timestamp(), at.timestamp()))

    monkeypatch.setattr(spool, "_calm", touch)


def writes_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def line(one: spool.Waiting, at: datetime) -> spool.Waiting:
        logging.getLogger("luoshi.voice").warning("POST /voice/ 200")
        return one

    _with(monkeypatch, line)


def reads_the_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = views._sent

    def with_cookie(request: Any, nonce: bytes) -> Any:
        _cookie.set(request.COOKIES.get("luoshi", ""))
        return sent(request, nonce)

    monkeypatch.setattr(views, "_sent", with_cookie)
    _with(
        monkeypatch, lambda one, at: spool.Waiting(one.id, one.receipt, one.on, one.sort, {**one.said, "by": _cookie.get()}, one.pictures)
    )


def enters_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(one: spool.Waiting, at: datetime) -> spool.Waiting:
        record(actor=HOUSE, at=at, verb="voice.released", subject=("voice", 1), on=local_date(at), payload={})
        return one

    _with(monkeypatch, entry)


def queues_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def queued(one: spool.Waiting, at: datetime) -> spool.Waiting:
        Run.objects.update_or_create(name="voice.new", defaults={"ran_at": at, "done": 1})
        return one

    _with(monkeypatch, queued)


def copies_the_spool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "NEVER_COPIED", ())


TWINS: dict[str, Sabotage] = {
    "time": keeps_the_time,
    "order": hands_over_at_once,
    "file time": leaves_the_time_of_the_file,
    "log": writes_a_line,
    "cookie": reads_the_cookie,
    "ledger": enters_the_ledger,
    "jobs": queues_a_job,
    "backup": copies_the_spool,
}


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_house_without_one_precaution_loses_the_game(signal: str, moments: list[datetime], monkeypatch: pytest.MonkeyPatch) -> None:
    TWINS[signal](monkeypatch)
    hits, named, games = played(7, FEW, moments)
    assert games == FEW
    assert hits[signal] == FEW and named == FEW, f"{signal}: the attacker should have won: {hits}"


def test_every_signal_has_a_twin() -> None:
    assert set(TWINS) == set(SIGNALS) and linkage.HITS[1000] == 29
