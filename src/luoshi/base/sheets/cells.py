"""Reading one cell as what its column wants: text, code, count, choice. Days and moments are read in moments.py."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import translation
from django.utils.translation import gettext as _

from luoshi.base.sheets.moments import Unreadable, read_day, read_moment
from luoshi.base.sheets.register import Column

GUARDED = re.compile(r"'*[=+\-@\t\r]")
BLANKS = re.compile(r"\s+")
GUARD = re.compile(r"'+[=+\-@\t\r]")
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Read:
    """What a cell came to; `hour_unknown` for a moment that was only a day, `doubt` is a warning in words."""

    value: object
    doubt: str = ""
    hour_unknown: bool = False


def guarded(text: str) -> str:
    """A text as it is written into a file: no spreadsheet program may take it for a formula."""
    return f"'{text}" if GUARDED.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARD.match(text) else text


def written(raw: object) -> str:
    """A cell as the clerk sees it."""
    if raw is None or raw == "":
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float):
        return format(Decimal(repr(raw)), "f")
    return unguarded(str(raw).strip())


def read_cell(column: Column, raw: object, *, from_1904: bool = False, years: Iterable[int] = ()) -> Read:
    """The typed value of a cell that is not empty. `years` are those around it, for a day written without one. Raises Unreadable."""
    if column.kind == "moment":
        moment, hour_known = read_moment(raw, from_1904=from_1904, years=years)
        return Read(moment, "" if hour_known else _("only a day: the hour is unknown"), not hour_known)
    if column.kind == "day":
        return Read(read_day(raw, from_1904=from_1904, years=years))
    text = written(raw)
    if column.kind == "count":
        return Read(_count(text))
    if column.kind == "choice":
        return Read(_choice(column, text))
    if column.kind == "code":
        text = unicodedata.normalize("NFKC", text).strip()
    if column.longest and len(text) > column.longest:
        raise Unreadable(
            _("%(label)s may have at most %(n)s signs; here are %(m)s") % {"label": column.label, "n": column.longest, "m": len(text)},
            _("shorten it"),
        )
    if "\0" in text:
        raise Unreadable(_("there is a sign in it that cannot be kept"), _("type the text anew"))
    return Read(text)


def _count(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+", plain):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Unreadable(_("“%(text)s” is no number") % {"text": text[:40]}, _("write a whole number, as 12")) from None
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number < 10**15:
        raise Unreadable(_("“%(text)s” is no whole number") % {"text": text[:40]}, _("write a whole number, as 12"))
    return int(number)


def _choice(column: Column, text: str) -> str:
    sought = plain(text)
    for value, label in column.choices.items():
        if sought in {plain(value), *(plain(one) for one in in_both(label))}:
            return value
    allowed = _(", ").join(str(label) for label in column.choices.values())
    raise Unreadable(_("“%(text)s” is none of: %(allowed)s") % {"text": text[:40], "allowed": allowed}, _("write one of these"))


def plain(text: str) -> str:
    """For comparing: full-width signs as half-width, without blanks, small letters."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def in_both(label: object) -> set[str]:
    """A label in each language of the house, so that a ledger may be in either."""
    out = set()
    for language in LANGUAGES:
        with translation.override(language):
            out.add(str(label))
    return out
