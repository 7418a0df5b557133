"""What must not stand in a public text: given names and staff numbers, and what looks like a telephone or identity number."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from luoshi.base.refusal import Refusal

BETWEEN = re.compile(r"[\s\u00b7\u2022\u30fb\u200b-\u200f\u2060\ufeff_*/\\|,，、.．]+")
DASHES = re.compile(r"[\-\u2010-\u2015\u2212()（）]+")
MOBILE = re.compile(r"(?<!\d)(?:\+?86|0086)?1[3-9]\d{9}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{9,11}(?!\d)")
SHORT_LINE = re.compile(r"(?:电话|手机|联系方式|微信|短号|tel|phone)[^\d]{0,6}\d{4,}", re.IGNORECASE)
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def bare(text: str) -> str:
    """The text without width, case, spaces and dots between signs: 王 海·生 reads 王海生."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def found_in(text: str, words: Iterable[str]) -> str:
    """The first of these words that the text holds; a number only where it stands as a whole number. Words of one sign are passed over."""
    plain = bare(text)
    spaced = unicodedata.normalize("NFKC", text).casefold()
    for word in words:
        sought = bare(word)
        if len(sought) < 2:
            continue
        if sought.isdecimal():
            whole = re.compile(rf"(?<!\d){sought}(?!\d)")
            if whole.search(plain) or whole.search(spaced):
                return word
        elif sought in plain:
            return word
    return ""


def looks_like_a_number(text: str) -> str:
    """The first thing in the text that looks like a telephone or identity number."""
    plain = DASHES.sub("", bare(text))
    for pattern in (IDENTITY, MOBILE, LANDLINE, SHORT_LINE):
        if seen := pattern.search(plain):
            return seen[0]
    return ""


def must_be_discreet(text: str, words: Iterable[str], *, field: str, numbers: bool = False) -> None:
    """Refused: one of these words in the text, and where `numbers` is asked for, what looks like a telephone or identity number."""
    named = found_in(text, words)
    if named:
        raise Refusal(_("%(word)s must not be made public: write it without this name or number.") % {"word": named}, field=field)
    if numbers and (seen := looks_like_a_number(text)):
        raise Refusal(_("%(number)s looks like a telephone or identity number: take it out.") % {"number": seen}, field=field)
