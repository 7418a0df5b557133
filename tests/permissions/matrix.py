"""The table of who opens what: read from expected.txt, asked of the product, compared cell by cell.

    LUOSHI_WRITE_EXPECTED=yes python -m pytest tests/permissions/test_matrix.py -k whole

(`-n 2` is faster) writes the file from what the product does. What it writes is read line by line by somebody before it is kept.
"""

import fcntl
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import transaction

from luoshi.base.copies.kept import forget
from luoshi.web.tests.house import Caller
from tests.permissions.addresses import ALONE, Ask, sent_with
from tests.permissions.world import ROLES

FILE = Path(__file__).with_name("expected.txt")
WORDS = {200: "open", 204: "open", 404: "none", 405: "405", 422: "no", 403: "no", 409: "no"}
WIDE = 10
NEVER = ("PUT", "DELETE", "PATCH")
Key = tuple[str, str, str]  # route, method, where it lies
HEAD = """\
# Who opens what. One line for each route, method and place where the thing lies; one column for each role.
#   open  it answers        goes  it leads on after the form    no   a refusal in words at the form
#   again the password is asked for once more first
#   none  404, as if it were not there    sign  first the sign-in    405  this method is not there
# A person of the role is at home in the water works and holds the role there (receiver: in the office that receives for the department;
# administrators: over the whole plant). The party tree hangs the steel works below the water works.
# own: raised by oneself, found in a far works. same: in the water works. unit: another works of the same department. branch: of another
# department. plant: of another company. conduct: about conduct, in the water works. discreet: the raiser asked not to be named.
# HEAD is as GET. PUT, DELETE and PATCH are nowhere: 405, 404 or the sign-in.
"""


def outcome(answer: Any) -> str:
    """What an answer is, in one word."""
    if answer.status_code in (301, 302, 303):
        return {"/w/sign-in": "sign", "/w/again": "again"}.get(urlsplit(answer.headers["Location"]).path, "goes")
    return WORDS.get(answer.status_code, str(answer.status_code))


def send(caller: Caller, method: str, ask: Ask) -> Any:
    """One request, and nothing of it stays."""
    point = transaction.savepoint()
    kept = caller.cookies.copy() if ask.route in ALONE or method == "POST" else None
    try:
        answer = caller.post(ask.address, sent_with(ask)) if method == "POST" else getattr(caller, method.lower())(ask.address)
        answer.streaming and b"".join(answer.streaming_content)
    finally:
        transaction.savepoint_rollback(point)
        if kept is not None:
            caller.cookies = kept
            forget()
    return answer


def expected() -> dict[Key, dict[str, str]]:
    """The file as a table."""
    table: dict[Key, dict[str, str]] = {}
    for line in FILE.read_text().splitlines() if FILE.exists() else ():
        words = line.split()
        if not words or words[0].startswith("#") or words[0] == "route":
            continue
        route, method, lies, *cells = words
        assert len(cells) == len(ROLES), f"{route} {method} {lies}: every role has its own word"
        assert (route, method, lies) not in table, f"{route} {method} {lies} stands there twice"
        table[(route, method, lies)] = dict(zip(ROLES, cells, strict=True))
    return table


def written(role: str, cells: dict[Key, str], order: list[str]) -> None:
    """One column of the file anew; what no address asks for any more goes."""
    with FILE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = expected()
        table = {key: {**dict.fromkeys(ROLES, "?"), **before.get(key, {}), role: cell} for key, cell in cells.items()}
        write(dict(sorted(table.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))))
    FILE.with_suffix(".lock").unlink(missing_ok=True)


def write(table: dict[Key, dict[str, str]]) -> None:
    wide = max(len(key[0]) for key in table) + 2
    far = max(len(key[2]) for key in table) + 2
    head = f"{'route':<{wide}}{'method':<8}{'lies':<{far}}" + "".join(f"{role:<{WIDE}}" for role in ROLES)
    lines, before = [HEAD + head], ""
    for (route, method, lies), cells in table.items():
        lines += [""] if route != before else []
        lines.append((f"{route:<{wide}}{method:<8}{lies:<{far}}" + "".join(f"{cells[role]:<{WIDE}}" for role in ROLES)).rstrip())
        before = route
    FILE.write_text("\n".join(line.rstrip() for line in lines) + "\n")


def differences(asked: list[Ask], role: str, caller: Callable[[str], Caller], methods: tuple[str, ...] = ("GET", "POST")) -> list[str]:
    """Where the product does otherwise than the file says."""
    table, found = expected(), []
    for ask in asked:
        for method in methods:
            wanted = table.get((ask.route, method, ask.lies), {}).get(role, "not in the file")
            got = outcome(send(caller(role), method, ask))
            if got != wanted:
                found.append(f"{role} {method} {ask.address} ({ask.route}, {ask.lies}): {got}, the file says {wanted}")
    return found


TURNING = re.compile(rb'name="(?:csrfmiddlewaretoken|command)" value="[^"]*"|nonce="[^"]*"|csrf-token" content="[^"]*"')


def body(answer: Any, address: str = "") -> bytes:
    """What an answer says, without what is new in each and without the address that was asked for."""
    content = TURNING.sub(b"", answer.content)
    bare = address.partition("?")[0]
    for said in (address, bare, quote(address, safe=""), quote(bare, safe="")):
        content = content.replace(said.encode(), b"") if said else content
    return content
