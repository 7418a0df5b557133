"""Words as the search sees them: normalised text, and the pairs of neighbouring signs that find a part of it.

Every pair of neighbouring signs is a gram, whatever the script, so a Chinese word of two signs is found as it stands; of Latin letters and
digits every three are a gram as well, because two digits are found nearly everywhere. What changes here makes all stored grams old.
"""

import re
import unicodedata

SHORTEST = 2
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DROPPED = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
PUNCTUATION = {code: 0xE000 + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
LATIN = re.compile("[0-9a-z]{3,}")


def normalised(text: str) -> str:
    """The text without differences of width, case and space: what is stored, and what a query is compared with."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", DROPPED.sub("", text)).casefold())
    return " ".join(DROPPED.sub("", UNSEEN.sub(" ", folded)).split())


def grams(body: str) -> list[str]:
    """All grams of a normalised text, each once, in a fixed order. None holds a sign that a query language reads."""
    found: dict[str, None] = {}
    for word in body.split(" "):
        found.update(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))
        for run in LATIN.findall(word):
            found.update(dict.fromkeys(run[at : at + 3] for at in range(len(run) - 2)))
    return [gram.translate(PUNCTUATION) for gram in found]


def words_of(query: str) -> list[str]:
    """The words of a query, normalised; all of them must occur."""
    return list(dict.fromkeys(normalised(query).split(" "))) if query.strip() else []


def asked(words: list[str], most: int = 24) -> list[str]:
    """The grams that every text with these words holds; a pair of letters inside three of them is left out."""
    found: dict[str, None] = {}
    for word in words:
        covered: set[int] = set()
        for run in LATIN.finditer(word):
            for at in range(run.start(), run.end() - 2):
                found[word[at : at + 3]] = None
                covered |= {at, at + 1}
        found.update(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1) if at not in covered))
    return [gram.translate(PUNCTUATION) for gram in list(found)[:most]]
