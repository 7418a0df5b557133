"""Receipts: 25 digits that only the sender has. The house keeps a digest of them, from which they cannot be found again."""

import hashlib
import hmac
import re
from datetime import date

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings

DIGITS = 25  # 83 bits
COST = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}


def made_of(nonce: bytes) -> str:
    """The receipt that belongs to the form with this nonce, which nobody but its sender has: sent twice, it is the same receipt."""
    return f"{int.from_bytes(_own(b'receipt', nonce)) % 10**DIGITS:0{DIGITS}d}"


def key_of(nonce: bytes) -> bytes:
    """The random key of 128 bits under which what was sent with this form waits."""
    return _own(b"spool", nonce)[:16]


def read(typed: str) -> str:
    """The digits of a receipt as somebody typed them; "" where they cannot be one."""
    digits = re.sub(r"[\s\-–—·.,，]+", "", typed.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def grouped(receipt: str) -> str:
    """In groups of five, as it is shown and printed."""
    return " ".join(receipt[place : place + 5] for place in range(0, DIGITS, 5))


def digest_of(receipt: str) -> bytes:
    """What is kept: Argon2id under the salt of this installation, so that it can be looked up and not be guessed."""
    salt = _own(b"salt", b"receipts of this installation")[:16]
    return hash_secret_raw(receipt.encode(), salt, hash_len=32, type=Type.ID, **COST)


def check_of(digest: bytes) -> str:
    """A short number made of the digest, to be compared on paper; it opens nothing."""
    number = int.from_bytes(hashlib.sha256(b"check" + digest).digest()) % 10**8
    return f"{number // 10**4:04d} {number % 10**4:04d}"


def words_digest(text: str) -> str:
    """The digest of a text as it was sent."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def seal_of(words: str, on: date, check: str) -> str:
    """What the house puts under a proof of filing: only this installation can make it, for this text, day and number."""
    return _own(b"proof", f"{words} {on.isoformat()} {check}".encode()).hex()[:20]


def same_seal(words: str, on: date, check: str, seal: str) -> bool:
    """Was this seal put under this digest, day and number here?"""
    return hmac.compare_digest(seal_of(words.lower(), on, check).encode(), seal.lower().encode())


def _own(purpose: bytes, said: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"voice " + purpose + b"\n" + said, "sha256")
