"""Where a webhook may lead: to public addresses alone, or to hosts that the environment names. A name is resolved once."""

import ipaddress
import os
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal

LONGEST = 300
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))  # an IPv4 address inside of an IPv6 one
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(Refusal):
    """This address is not one that may be told anything."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, field="address")


@dataclass(frozen=True)
class Way:
    """Where it goes: the host as it is named, the address it was resolved to, the port, the path, and whether it is spoken to in TLS."""

    host: str
    ip: str
    port: int
    path: str
    tls: bool


def named_hosts() -> frozenset[str]:
    """What LUOSHI_HOOK_HOSTS allows beside the public: `mes.plant.local`, `10.1.2.3:8443`, or `http://10.1.2.3:8080` without TLS."""
    own = os.environ.get("LUOSHI_HOOK_HOSTS", "")
    return frozenset(one.strip().lower().rstrip("/") for one in own.split(",") if one.strip())


def way_to(address: str, house: str) -> Way:
    """Resolve the address and look at every answer. Forbidden: what is no https address, leads inside or to this house."""
    parts = _parts(address)
    host, tls = (parts.hostname or "").rstrip("."), parts.scheme == "https"
    try:
        port = parts.port or (443 if tls else 80)
    except ValueError:
        raise Forbidden(_("Write an address as https://mes.example.cn/luoshi.")) from None
    spoken = parts.netloc.lower()
    named = bool({spoken, f"{parts.scheme}://{spoken}"} & named_hosts()) if tls else f"http://{spoken}" in named_hosts()
    if not tls and not named:
        raise Forbidden(_("Only https is told anything: what happens here is nobody else's."))
    if not named and host == (urlsplit(house).hostname or ""):
        raise Forbidden(_("This is the house itself: it would talk to itself for ever."))
    found = _resolved(host, port)
    if not named and not all(is_public(one) for one in found):
        raise Forbidden(_("This leads inside: it is told nothing unless the environment names it (LUOSHI_HOOK_HOSTS)."))
    path = parts.path or "/"
    return Way(host, str(found[0]), port, f"{path}?{parts.query}" if parts.query else path, tls)


def is_public(address: Address) -> bool:
    """Is this an address of the open net? What hides another one in it is judged by that one, or not let through at all."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or any(address in one for one in TRANSLATED):
            return False
    private = address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified or address.is_reserved
    return address.is_global and not private and not address.is_multicast


def _parts(address: str) -> SplitResult:
    plain = address.isprintable() and not any(sign.isspace() or sign == "\\" for sign in address)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    whole = parts.scheme in ("https", "http") and parts.hostname and not parts.fragment and "@" not in parts.netloc
    if not plain or not whole or len(address) > LONGEST or not address.isascii():
        raise Forbidden(_("Write an address as https://mes.example.cn/luoshi."))
    return parts


def _resolved(host: str, port: int) -> list[Address]:
    """Every address of this name, in the order the resolver gives."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found))
    except (OSError, UnicodeError, ValueError):
        raise Forbidden(_("Nobody knows this host: look at its name.")) from None
