"""The proof of work of a form without cookies: a token that binds the form, the day and a random number, and the work done for it.

With the script the browser looks for a number; without it one waits a little and adds two numbers. How hard it is follows from how many
wrong receipts came in the last minutes, from wherever: nobody is told apart, no address is looked at, nothing of it is written down.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from luoshi.base.clock import local_date
from luoshi.base.refusal import Refusal

BITS, MOST_BITS = 15, 20
WAIT, MOST_WAIT = 10, 160
WINDOW = timedelta(minutes=10)
_wrong: deque[datetime] = deque(maxlen=1000)
_plain: deque[datetime] = deque(maxlen=1000)


@dataclass(frozen=True)
class Work:
    """What a form asks for: the token, how many zero bits, and the sum for who has no script."""

    token: str
    bits: int
    first: int
    second: int
    wait: int


def offer(form: str, at: datetime) -> Work:
    """New work for a form."""
    first, second, nonce = secrets.randbelow(40) + 11, secrets.randbelow(8) + 2, secrets.token_hex(16)
    bits, wait = min(BITS + _lately(_wrong, at) // 10, MOST_BITS), min(WAIT * 2 ** (_lately(_plain, at) // 10), MOST_WAIT)
    said = {"f": form, "d": local_date(at).isoformat(), "n": nonce, "b": bits, "e": int(at.timestamp()) + wait}
    said["s"] = _mac(f"sum {nonce} {first + second}")
    body = urlsafe_b64encode(json.dumps(said).encode()).decode()
    return Work(f"{body}.{_mac(body)}", bits, first, second, wait)


def again(form: str, at: datetime, token: str) -> Work:
    """The work of a form that comes back: the same, as far as it still counts, without the sum's numbers."""
    said = _read(token)
    if said is None or said["f"] != form or not _of_now(said, at):
        return offer(form, at)
    return Work(token, int(said["b"]), 0, 0, 0)


def done(form: str, at: datetime, token: str, work: str, answer: str) -> bytes:
    """The form's random number, when the work was done. Refused: another form, an old day, no work, a wrong sum, a sum too early."""
    said = _read(token)
    if said is None or said["f"] != form or not _of_now(said, at):
        raise Refusal(_("This form has grown old: open the page again. Copy your words first, nothing was kept."), field="work")
    if work.isdecimal() and len(work) < 12 and _zero_bits(hashlib.sha256(f"{token}.{work}".encode()).digest()) >= said["b"]:
        return bytes.fromhex(said["n"])
    if not answer.strip():
        raise Refusal(_("Your browser has not finished its sum: wait a moment and press again, or fill in the sum yourself."), field="work")
    if not hmac.compare_digest(_mac(f"sum {said['n']} {answer.strip()[:6]}"), said["s"]):
        raise Refusal(_("The sum is not right: add the two numbers."), field="work")
    left = said["e"] - int(at.timestamp())
    if left > 0:
        raise Refusal(_("Without script it takes a little: press again in %(n)s seconds.") % {"n": left}, field="work")
    _plain.append(at)
    return bytes.fromhex(said["n"])


def wrong_receipt(at: datetime) -> None:
    """A receipt that nobody has was tried: everybody's next form asks for more work."""
    _wrong.append(at)


def _lately(moments: deque[datetime], at: datetime) -> int:
    return sum(moment > at - WINDOW for moment in moments)


def _of_now(said: dict[str, Any], at: datetime) -> bool:
    on = local_date(at)
    return date.fromisoformat(str(said["d"])) in (on, on - timedelta(days=1))


def _read(token: str) -> dict[str, Any] | None:
    body, dot, mac = token.partition(".")
    if not dot or not hmac.compare_digest(_mac(body), mac):
        return None
    read: dict[str, Any] = json.loads(urlsafe_b64decode(body))
    return read


def _mac(said: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), b"voice work\n" + said.encode(), "sha256").hex()


def _zero_bits(digest: bytes) -> int:
    return 256 - int.from_bytes(digest).bit_length()
