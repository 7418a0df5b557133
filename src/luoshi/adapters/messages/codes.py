"""The code that proves an address: derived from the address and the house's key, so that it is neither kept nor seen in the outbox."""

from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from luoshi.adapters.messages.models import Address

HOLDS = timedelta(minutes=30)
MOST_WRONG = 5


def code_of(address: Address) -> str:
    """Six digits, other ones for each time the address is given."""
    digest = salted_hmac("luoshi.messages.code", f"{address.pk} {address.channel} {address.address} {address.nonce}", algorithm="sha256")
    return f"{int.from_bytes(digest.digest()[:8], 'big') % 1_000_000:06d}"


def same(address: Address, typed: str) -> bool:
    """Was this code sent? Digits count, blanks do not."""
    return constant_time_compare(code_of(address), "".join(sign for sign in typed if not sign.isspace()))
