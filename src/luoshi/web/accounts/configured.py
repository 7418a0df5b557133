"""What the environment says of the ways in: the address of this house, the providers of a company's sign-in, its directory."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Relying:
    """For whom a passkey is good: one name, and pages that come from one origin."""

    name: str
    origin: str


@dataclass(frozen=True)
class Provider:
    """A server that says who somebody is (OpenID Connect). `claim` holds the staff number."""

    key: str
    label: str
    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str
    scopes: str


@dataclass(frozen=True)
class Directory:
    """The company's directory (LDAP). `number` is the attribute that holds the staff number; `lock` is none, starttls or tls."""

    host: str
    port: int
    lock: str
    base: str
    number: str
    reader: str
    reader_password: str = field(repr=False)
    certificates: str
    label: str
    only: str


@dataclass(frozen=True)
class DirectoryPeople:
    """The attributes from which the nightly list of people is made; the staff number is that of signing in."""

    name: str
    unit: str
    post: str


def said() -> Mapping[str, str]:
    """The environment, or what the settings say in its place."""
    given: Mapping[str, str] | None = getattr(settings, "SIGN_IN", None)
    return os.environ if given is None else given


def house_address(request: HttpRequest) -> str:
    """Where this house is found: as LUOSHI_ADDRESS says, else as the browser has found it."""
    return said().get("LUOSHI_ADDRESS", "").rstrip("/") or f"{request.scheme}://{request.get_host()}"


def relying(request: HttpRequest) -> Relying | None:
    """None where browsers allow no passkeys: at a bare number instead of a name, or without TLS (but on the machine itself)."""
    parts = urlsplit(house_address(request))
    name = parts.hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        if name and (parts.scheme == "https" or name == "localhost"):
            return Relying(name, f"{parts.scheme}://{parts.netloc}")
    return None


def providers() -> list[Provider]:
    """Every provider that is named in LUOSHI_OIDC and wholly described; one that is not is left out."""
    found = []
    for key in said().get("LUOSHI_OIDC", "").replace(",", " ").split():
        one = Provider(
            key, _of(key, "LABEL") or key, _of(key, "ISSUER"), _of(key, "CLIENT"), _secret(f"LUOSHI_OIDC_{key.upper()}_SECRET"),
            _of(key, "CLAIM"), _of(key, "SCOPES") or "openid profile",
        )  # fmt: skip
        if key.isascii() and key.isalnum() and one.issuer and one.client and one.claim and safe(one.issuer):
            found.append(one)
    return found


def directory() -> Directory | None:
    """The directory, if one is named whole."""
    words = said()
    parts = urlsplit(words.get("LUOSHI_LDAP", ""))
    base = words.get("LUOSHI_LDAP_BASE", "")
    if parts.scheme not in ("ldap", "ldaps") or not parts.hostname or not base:
        return None
    lock = "tls" if parts.scheme == "ldaps" else "starttls" if words.get("LUOSHI_LDAP_STARTTLS", "yes") == "yes" else "none"
    return Directory(
        parts.hostname, parts.port or (636 if lock == "tls" else 389), lock, base, words.get("LUOSHI_LDAP_NUMBER", "employeeNumber"),
        words.get("LUOSHI_LDAP_READER", ""), _secret("LUOSHI_LDAP_READER_PASSWORD"), words.get("LUOSHI_LDAP_CERTIFICATES", ""),
        words.get("LUOSHI_LDAP_LABEL", ""), words.get("LUOSHI_LDAP_FILTER", ""),
    )  # fmt: skip


def directory_people() -> DirectoryPeople | None:
    """Is the list of people to be read from the directory each night, and from which attributes?"""
    words = said()
    if words.get("LUOSHI_LDAP_PEOPLE", "no") != "yes" or directory() is None:
        return None
    return DirectoryPeople(
        words.get("LUOSHI_LDAP_NAME", "displayName"), words.get("LUOSHI_LDAP_UNIT", "department"), words.get("LUOSHI_LDAP_POST", "title")
    )


def safe(address: str) -> bool:
    """Secrets travel by TLS alone, but on the machine itself."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def _of(key: str, what: str) -> str:
    return said().get(f"LUOSHI_OIDC_{key.upper()}_{what}", "").strip()


def _secret(name: str) -> str:
    """A secret as it stands, or from the file that `<name>_FILE` names."""
    path = said().get(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else said().get(name, "")
