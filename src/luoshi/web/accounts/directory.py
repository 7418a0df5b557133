"""The company's directory (LDAP, Active Directory): who is in it, and sign-in with its password, proved by a bind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.web.accounts.configured import Directory

PATIENCE = 5
LONGEST = 200
PAGE, PAGE_PATIENCE, MOST_PEOPLE = 500, 60, 200_000
PAGED = "1.2.840.113556.1.4.319"


class Silent(Refusal):
    """The directory does not answer; whoever has a password of this house signs in with that."""


def proves(directory: Directory, staff_no: str, password: str) -> bool:
    """Is this the directory's password of whoever has this staff number? Silent where the directory does not answer.

    An empty password is never sent: to a directory it means nobody at all, and it says yes to nobody. More than one entry with a number
    is none.
    """
    if not staff_no or not password or len(staff_no) > LONGEST or len(password) > LONGEST or "\0" in staff_no + password:
        return False
    from ldap3.core.exceptions import LDAPException

    try:
        found = _found(directory, staff_no)
        return found is not None and _binds(directory, found, password)
    except (LDAPException, OSError):
        raise Silent(
            _("The company's directory does not answer. With a password of this house you can sign in; else try again later.")
        ) from None


def _found(directory: Directory, staff_no: str) -> str | None:
    """The one entry with this staff number, as its name in the directory."""
    from ldap3 import SUBTREE
    from ldap3.core.exceptions import LDAPInvalidCredentialsResult
    from ldap3.utils.conv import escape_filter_chars

    asked = f"({directory.number}={escape_filter_chars(staff_no)})"
    if directory.only:
        asked = f"(&{asked}{directory.only})"
    line = _line(directory, directory.reader, directory.reader_password)
    try:
        if not _bound(line):
            raise LDAPInvalidCredentialsResult
        line.search(directory.base, asked, SUBTREE, attributes=[directory.number], size_limit=2, time_limit=PATIENCE)
        rows = [one for one in line.response or [] if one.get("type") == "searchResEntry"]
        if len(rows) != 1:
            return None
        numbers = {str(one) for one in _listed(rows[0]["attributes"].get(directory.number))}
        return str(rows[0]["dn"]) if staff_no in numbers and rows[0]["dn"] else None
    finally:
        _end(line)


def everybody(directory: Directory, wanted: Sequence[str]) -> list[Mapping[str, list[str]]]:
    """Every entry with a staff number, page by page, each with the values of these attributes, by their names in small letters.

    Silent where the directory does not answer or breaks off: what is given back is whole.
    """
    from ldap3.core.exceptions import LDAPException, LDAPInvalidCredentialsResult

    line = None
    try:
        line = _line(directory, directory.reader, directory.reader_password, PAGE_PATIENCE)
        if not _bound(line):
            raise LDAPInvalidCredentialsResult
        return list(_pages(line, directory, [directory.number, *wanted]))
    except (LDAPException, OSError) as error:
        why = type(error).__name__
        raise Silent(_("The company's directory did not give its people (%(why)s). Nothing was changed.") % {"why": why}) from error
    finally:
        if line is not None:
            _end(line)


def _pages(line: Any, directory: Directory, wanted: list[str]) -> Iterator[Mapping[str, list[str]]]:
    from ldap3 import SUBTREE
    from ldap3.core.exceptions import LDAPOperationResult, LDAPSizeLimitExceededResult

    asked, cookie, many = f"(&({directory.number}=*){directory.only})", None, 0
    while True:
        line.search(
            directory.base, asked, SUBTREE, attributes=wanted, paged_size=PAGE, paged_cookie=cookie, time_limit=PAGE_PATIENCE,
        )  # fmt: skip
        if line.result["result"] != 0:
            raise LDAPOperationResult(result=line.result["result"], description=line.result["description"])
        for one in line.response or []:
            if one.get("type") == "searchResEntry":
                yield {name.casefold(): [_text(value) for value in _listed(values)] for name, values in one["attributes"].items()}
                many += 1
        if many > MOST_PEOPLE:
            raise LDAPSizeLimitExceededResult
        cookie = line.result.get("controls", {}).get(PAGED, {}).get("value", {}).get("cookie")
        if not cookie:
            return


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _binds(directory: Directory, name: str, password: str) -> bool:
    line = _line(directory, name, password)
    try:
        return _bound(line)
    finally:
        _end(line)


def _line(directory: Directory, name: str, password: str, patience: int = 0) -> Any:
    """A line to the directory, without a word said yet."""
    import ssl

    from ldap3 import ANONYMOUS, NONE, SIMPLE, Connection, Server, Tls

    tls = None
    if directory.lock != "none":
        tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=directory.certificates or None, version=ssl.PROTOCOL_TLS_CLIENT)
    server = Server(
        directory.host, port=directory.port, use_ssl=directory.lock == "tls", tls=tls, get_info=NONE, connect_timeout=PATIENCE,
    )  # fmt: skip
    who = {"user": name, "password": password, "authentication": SIMPLE} if name else {"authentication": ANONYMOUS}
    return Connection(server, receive_timeout=patience or PATIENCE, auto_referrals=False, raise_exceptions=False, read_only=True, **who)


def _bound(line: Any) -> bool:
    """No password travels before the line is locked, where it is to be."""
    line.open()
    if line.server.tls is not None and not line.server.ssl and not line.start_tls():
        from ldap3.core.exceptions import LDAPStartTLSError

        raise LDAPStartTLSError
    return bool(line.bind())


def _end(line: Any) -> None:
    from contextlib import suppress

    from ldap3.core.exceptions import LDAPException

    with suppress(LDAPException, OSError):
        line.unbind()


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple | set) else [value]
