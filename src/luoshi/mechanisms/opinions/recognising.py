"""Who and what is meant by the words of a ledger row: people, units, channel, topic, and by what the row is known again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.actor import HOUSE, Actor
from luoshi.base.sheets.register import Context, Entry
from luoshi.kernel.matters.kinds import kinds
from luoshi.kernel.org.models import Person, Unit
from luoshi.kernel.org.scope import covers
from luoshi.kernel.org.selectors import in_force
from luoshi.mechanisms.opinions.services import ENTERING


def reaches(actor: Actor, unit: int, on: date) -> bool:
    """May this person bring opinions of this unit?"""
    return actor is HOUSE or covers(actor, unit, on, ENTERING)


@dataclass
class Recognised:
    """People by number and by name, units by code and by name, labels by what they read: read once for all rows."""

    context: Context
    by_number: dict[str, tuple[int, int]]
    by_name: dict[str, list[tuple[int, int]]]
    units: dict[str, list[int]]
    codes: dict[int, str]
    channels: dict[str, str]
    topics: dict[str, str]

    @classmethod
    def read(cls, context: Context) -> "Recognised":
        by_number, by_name = {}, {}  # type: dict[str, tuple[int, int]], dict[str, list[tuple[int, int]]]
        for pk, staff_no, name, unit in Person.objects.filter(in_force(context.on)).values_list("id", "staff_no", "name", "unit_id"):
            by_number[staff_no] = (pk, unit)
            by_name.setdefault(name, []).append((pk, unit))
        units: dict[str, list[int]] = {}
        codes = {}
        for pk, code, name in Unit.objects.values_list("id", "code", "name"):
            codes[pk] = code
            for word in {code, name}:
                units.setdefault(word, []).append(pk)
        kind = kinds["opinion"]
        return cls(context, by_number, by_name, units, codes, _words(kind.channels), _words(kind.topics))

    def name(self, entry: Entry) -> None:
        """Say who is meant, and put the words of channel and topic into those of the house."""
        values = entry.values
        values["unit_id"] = self._unit(entry)
        raiser = self._person(values.get("staff_no"), values.get("raiser"))
        owner = self._person(None, values.get("owner"))
        values["raiser_id"], values["owner_id"] = raiser, owner
        values["channel"] = self.channels.get(str(values.get("channel") or ""), values.get("channel") or "")
        values["topic"] = self.topics.get(str(values.get("topic") or ""), values.get("topic") or "")
        number = str(values.get("number") or "")
        values["key"] = f"{self.codes.get(self.context.unit or 0, '')}#{number}" if number else f"={_print(values)}"

    def _unit(self, entry: Entry) -> int | None:
        words = str(entry.values.get("unit") or "")
        found = self.units.get(words, [])
        if len(found) == 1 and self._reaches(found[0]):
            return found[0]
        if len(found) == 1:
            entry.wrong(
                "unit", _("“%(unit)s” lies outside your units.") % {"unit": words}, _("Leave this row to those who handle its opinions.")
            )
            return self.context.unit
        if words and self.context.unit is None:
            entry.wrong(
                "unit", _("There is no unit “%(unit)s” here.") % {"unit": words}, _("Write its code or its name as on the page of units.")
            )
        elif words:
            entry.doubtful("unit", _("There is no unit “%(unit)s” here: it is kept under the unit of this ledger.") % {"unit": words})
        return self.context.unit

    def _reaches(self, unit: int) -> bool:
        return unit == self.context.unit or reaches(self.context.actor, unit, self.context.on)

    def _person(self, staff_no: object, name: object) -> int | None:
        if staff_no:
            return self.by_number.get(str(staff_no), (None, 0))[0]
        same = self.by_name.get(str(name or ""), [])
        return same[0][0] if len(same) == 1 else None


def _words(labels: Mapping[str, object]) -> dict[str, str]:
    """Each name by itself and by its label in both languages."""
    out = {name: name for name in labels}
    for language in ("zh-hans", "en"):
        with override(language):
            out |= {str(label): name for name, label in labels.items()}
    return out


def _print(values: Mapping[str, object]) -> str:
    said = "\n".join(str(values.get(name) or "") for name in ("raised", "title", "text", "raiser"))
    return hashlib.sha256(said.encode()).hexdigest()[:40]
