"""Opinions as the ledger shows them: the same values that were read from one, whoever they came from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.kernel.matters.acts import ANSWERING
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.matters.models import Event, Matter
from luoshi.kernel.org.scope import ranges, within

AT_ONCE = 500
T = TypeVar("T")
Kept = dict[str, object]
FACE = (
    "id",
    "number",
    "ledger_no",
    "ledger_key",
    "title",
    "topic",
    "channel",
    "confidential",
    "raiser_words",
    "raiser__name",
    "raiser__staff_no",
    "unit_id",
    "unit__name",
    "raised_at",
    "promised_on",
    "result",
    "answered_at",
    "rating",
    "owner__name",
    "imported",
    "closed_at",
    "round",
)


def kept_rows(keys: Mapping[str, object], numbers: Mapping[str, object]) -> Iterator[tuple[int, str, str, Kept]]:
    """The opinions that these keys or numbers of ledger rows mean: id, key, own number, and the values as the ledger shows them.

    `untouched` says that one came from a ledger and nobody has done anything with it since.
    """
    for some in _pieces(list(keys)):
        yield from _shown(Matter.objects.filter(kind="opinion", ledger_key__in=some))
    for some in _pieces(list(numbers)):
        yield from _shown(Matter.objects.filter(kind="opinion", number__in=some))


def ledger_rows(units: set[int] | None) -> Iterator[Kept]:
    """The opinions of these units (None: all) in the order they were raised; what is kept from somebody leaves the house in no file."""
    found = Matter.objects.filter(kind="opinion", reserved=False)
    if units is not None:
        found = found.filter(within(ranges(units), "unit_id"))
    for some in _pieces(list(found.order_by("raised_at", "id").values_list("id", flat=True))):
        shown = {pk: values for pk, _key, _number, values in _shown(Matter.objects.filter(pk__in=some))}
        yield from (_in_words(shown[pk]) for pk in some)


def _shown(found: QuerySet[Matter]) -> Iterator[tuple[int, str, str, Kept]]:
    faces = list(found.values(*FACE))
    said, touched = _said([face["id"] for face in faces])
    for face in faces:
        values = _values(face, said.get(face["id"], {}))
        values["untouched"] = bool(face["imported"]) and face["id"] not in touched
        yield face["id"], face["ledger_key"], face["number"], values


def _said(ids: Sequence[int]) -> tuple[dict[int, dict[str, tuple[str, dict[str, str], str | None]]], set[int]]:
    """What was raised and answered in words, for each matter, and which of them somebody has worked on here."""
    said: dict[int, dict[str, tuple[str, dict[str, str], str | None]]] = {}
    touched: set[int] = set()
    events = Event.objects.filter(matter__in=ids).order_by("id").values_list("matter_id", "act", "text", "detail", "person__name")
    for matter, act, text, detail, person in events:
        if act == "raise" or act in ANSWERING:
            said.setdefault(matter, {})["raise" if act == "raise" else "answer"] = (text, detail, person)
        if not detail.get("imported"):
            touched.add(matter)
    return said, touched


def _values(face: Mapping[str, object], said: Mapping[str, tuple[str, dict[str, str], str | None]]) -> Kept:
    text, told, _person = said.get("raise", ("", {}, None))
    answer, answered, answerer = said.get("answer", ("", {}, None)) if face["answered_at"] else ("", {}, None)
    hours = {name for name, detail in (("raised", told), ("answered", answered)) if detail.get("hour") == "unknown"}
    with override("zh-hans"):
        nameless = _("not to be named")
    return {
        "number": face["ledger_no"] or face["number"],
        "raiser": nameless if face["confidential"] else face["raiser_words"] or face["raiser__name"] or "",
        "staff_no": "" if face["confidential"] else face["raiser__staff_no"] or "",
        "unit": face["unit__name"],
        "unit_id": face["unit_id"],
        "channel": face["channel"],
        "topic": face["topic"],
        "raised": face["raised_at"],
        "title": face["title"],
        "text": text,
        "owner": face["owner__name"] or told.get("owner", ""),
        "promised": face["promised_on"],
        "result": face["result"],
        "answer": answer,
        "answered": face["answered_at"],
        "answerer": answerer or answered.get("as_written", ""),
        "rating": face["rating"],
        "hour_unknown": hours,
    }


def _in_words(values: Kept) -> Kept:
    """Channel and topic as they stand in a Chinese ledger."""
    kind = kinds["opinion"]
    with override("zh-hans"):
        channel = str(kind.channels.get(str(values["channel"]), values["channel"]))
        return {**values, "channel": channel, "topic": str(kind.topic(str(values["topic"])))}


def _pieces(all_: Sequence[T]) -> Iterable[Sequence[T]]:
    return (all_[start : start + AT_ONCE] for start in range(0, len(all_), AT_ONCE))
