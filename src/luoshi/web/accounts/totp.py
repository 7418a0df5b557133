"""Six digits that a phone makes from a secret and the time (RFC 6238: SHA-1, thirty seconds, six digits): the arithmetic alone."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
WINDOW = 1


def new_secret() -> str:
    """160 bits, as the letters and digits that are typed where a QR code cannot be read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(at: datetime) -> int:
    """The half minute that runs now."""
    return int(at.timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    """The digits of this half minute."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching(secret: str, typed: str, at: datetime, after: int) -> int | None:
    """The half minute this code belongs to: now, one before or one behind, and later than `after`.

    None where it belongs to none, or where there is no secret.
    """
    digits = "".join(sign for sign in typed if not sign.isspace() and sign != "-")
    if not secret or len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    now, found = step_of(at), None
    try:
        for step in range(max(now - WINDOW, 0), now + WINDOW + 1):
            if hmac.compare_digest(code_at(secret, step), digits) and step > after and found is None:
                found = step
    except binascii.Error:
        return None
    return found


def grouped(secret: str) -> str:
    """The secret in groups of four, to be typed by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def address(secret: str, house: str, who: str) -> str:
    """What the QR code says to the phone."""
    words = {"secret": secret, "issuer": house, "algorithm": "SHA1", "digits": DIGITS, "period": SECONDS}
    return f"otpauth://totp/{quote(f'{house}:{who}', safe='')}?{urlencode(words, quote_via=quote)}"
