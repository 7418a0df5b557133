"""What must be read again but lie open nowhere: sealed with the installation's key, bound to what it is for and to whom it belongs."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from luoshi.web.accounts.second_tables import Spent

NONCE = 12


class Broken(Exception):
    """This was not sealed here, not for this, or not with the key of today."""


def seal(words: str, what: str) -> str:
    """AES-256-GCM with a key of its own for each purpose; `what` says for what and whose it is, and must be said again to open."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    body = AESGCM(_key("seal")).encrypt(nonce, words.encode(), what.encode())
    return base64.urlsafe_b64encode(nonce + body).decode()


def unseal(sealed: str, what: str) -> str:
    """What was sealed; Broken where it was changed, belongs to somebody else or the key is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return AESGCM(_key("seal")).decrypt(raw[:NONCE], raw[NONCE:], what.encode()).decode()
    except (InvalidTag, ValueError) as broken:
        raise Broken from broken


def keyed(secret: str, what: str) -> str:
    """A digest that only this installation can make: with a copy of the tables alone nothing can be guessed."""
    return hmac.new(_key(what), secret.encode(), hashlib.sha256).hexdigest()


def slipped(data: dict[str, Any], what: str, *, at: datetime, minutes: int) -> str:
    """A sealed note that a browser carries for some minutes."""
    return seal(json.dumps({**data, "until": (at + timedelta(minutes=minutes)).timestamp()}), what)


def read_slipped(sealed: str, what: str, at: datetime) -> dict[str, Any]:
    """The note again; Broken when it is over or not ours."""
    data: dict[str, Any] = json.loads(unseal(sealed, what))
    if data["until"] <= at.timestamp():
        raise Broken
    return data


def spend(word: str, until: datetime) -> bool:
    """Use up something that is good once: False for whoever comes second, at the same moment too."""
    try:
        with transaction.atomic():
            Spent.objects.create(digest=hashlib.sha256(word.encode()).hexdigest(), until=until)
    except IntegrityError:
        return False
    return True


def _key(what: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"luoshi.accounts.{what}".encode(), hashlib.sha256).digest()
