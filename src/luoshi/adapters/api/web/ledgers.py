"""Taking ledgers in through a key: the file, then how its reading stands, then its rows, all or none."""

import hashlib
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import UNSET, Meta, UnsetType

from luoshi.adapters.api.selectors import own_ledger
from luoshi.adapters.api.web.declared import FILE_BODY, Asking, Call, Endpoint, Names, Said, Told, given
from luoshi.adapters.api.web.shapes import Moment, moment
from luoshi.adapters.spreadsheets.folder import Folder
from luoshi.adapters.spreadsheets.services import settle, stage, take
from luoshi.base.clock import local
from luoshi.base.refusal import Refusal, Reused, Unseen
from luoshi.base.sheets.register import registers
from luoshi.kernel.org.selectors import unit_by_code

if TYPE_CHECKING:
    from luoshi.adapters.spreadsheets.models import SheetImport

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {CSV: ".csv", XLSX: ".xlsx"}
MOST_FAULTS = 200


class Ledger(Asking, frozen=True):
    """Into which register, for which unit, and what the file is called."""

    among: ClassVar[Mapping[str, Names]] = {"register": lambda _on: registers.names()}

    register: Annotated[str, Meta(description="The register, by its name in code.", examples=["people"])]
    unit: (
        Annotated[
            str, Meta(min_length=1, max_length=60, description="The code of the unit that it belongs to, where the register wants one.")
        ]
        | UnsetType
    ) = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=120, description="What the file is called here.")] | UnsetType = UNSET


class Fault(Said, frozen=True):
    """What is wrong with a cell: the row of the file, its heading, what is wrong, and what to do."""

    row: int
    column: str
    problem: str
    remedy: str


class Brought(Said, frozen=True):
    """A file that was brought and how far it is: reading, read, taken or failed. The first 200 faults are named."""

    id: str
    register: str
    unit: str | None
    name: str
    state: Annotated[str, Meta(examples=["read"])]
    trouble: str
    rows: int
    accepted: int
    already_present: int
    rejected: int
    faults: list[Fault]
    started_at: Moment
    ended_at: Moment | None
    url: str


class Taking(Asking, frozen=True):
    """How the rows are taken."""

    partial: Annotated[bool, Meta(description="Take the rows without errors, leave the others out.")] = False


def _bring(call: Call) -> Told:
    which: Ledger = call.query
    kind = (call.request.content_type or "").lower()
    name = given(which.name, "ledger").rsplit(".", 1)[0] + ENDINGS[kind]
    if not call.file:
        raise Refusal(_("Choose a file."), field="body")
    unit = _unit(given(which.unit, ""))
    made = stage(
        actor=call.actor, at=call.at, command=call.command, register=which.register, unit=unit, stream=io.BytesIO(call.file), name=name
    )
    if (made.digest, made.register, made.unit_id) != (hashlib.sha256(call.file).hexdigest(), which.register, unit.pk if unit else None):
        raise Reused(_("This Idempotency-Key came with another file before: send a new one."))
    return Told(_told(made), 202, f"/api/imports/{made.key}")


def _unit(code: str) -> Any:
    try:
        return unit_by_code(code) if code else None
    except Unseen:
        raise Refusal(_("There is no such unit for you."), field="unit") from None


def _look(call: Call) -> Brought:
    return _told(settle(at=call.at, brought=own_ledger(call.actor, call.named["key"])))


def _take(call: Call) -> Brought:
    key = call.named["key"]
    settle(at=call.at, brought=own_ledger(call.actor, key))
    take(actor=call.actor, at=call.at, command=call.command, key=key, partial=call.body.partial)
    return _told(own_ledger(call.actor, key))


def _told(one: "SheetImport") -> Brought:
    faults: list[dict[str, Any]] = Folder.of(one.key).report()["errors"][:MOST_FAULTS] if one.state == "read" else []
    return Brought(
        str(one.key), one.register, one.unit.code if one.unit else None, one.file_name, one.state, one.trouble, one.counted, one.accepted,
        one.present, one.rejected, [Fault(fault["row"], fault["column"], fault["problem"], fault["remedy"]) for fault in faults],
        local(one.started_at).replace(microsecond=0), moment(one.ended_at), f"/api/imports/{one.key}",
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "POST",
        "imports",
        "api-imports",
        "import",
        gettext_lazy("Bring a ledger as a file; nothing of it is written yet"),
        _bring,
        Brought,
        query=Ledger,
        files=(CSV, XLSX),
        status=202,
        once=True,
        longest=FILE_BODY,
        location=True,
        hidden=True,
    ),
    Endpoint(
        "GET",
        "imports/<uuid:key>",
        "api-import",
        "import",
        gettext_lazy("How far a ledger is, and what is wrong with its rows"),
        _look,
        Brought,
        hidden=True,
    ),
    Endpoint(
        "POST",
        "imports/<uuid:key>/take",
        "api-import-take",
        "import",
        gettext_lazy("Take the rows of a ledger that was read, all or none"),
        _take,
        Brought,
        body=Taking,
        once=True,
        hidden=True,
    ),
)
