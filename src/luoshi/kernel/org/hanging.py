"""What still hangs on a unit, a place, a machine or an outside party, and keeps it from being ended."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal
from luoshi.base.registry import Shelf

Hanging = Callable[[str, int, date], Iterable[str]]
hangs: Shelf[Hanging] = Shelf("what hangs on a unit, place, machine or party")
"""Called as `(kind, id, day)`, kind one of unit, place, equipment, party; answers sentences such as "3 open matters"."""


def must_hang_free(kind: str, pk: int, until: date, own: Iterable[str]) -> None:
    """Refused: something hangs on it on its last day; the sentence says what."""
    found = [*own, *(words for thing in hangs for words in thing(kind, pk, until))]
    if found:
        raise Refusal(_("This cannot end yet: %(what)s. Move or end that first.") % {"what": _(", ").join(found)}, field="until")


def counted(words: str, names: list[str], most: int = 3) -> list[str]:
    """ "2 places (pump house, store)": nothing where there is none."""
    if not names:
        return []
    shown = "、".join(names[:most]) + ("…" if len(names) > most else "")
    return [words % {"n": len(names), "which": shown}]
