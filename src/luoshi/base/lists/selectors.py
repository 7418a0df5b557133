"""What the enterprise has of its own in its lists, kept in memory."""

from collections.abc import Mapping

from luoshi.base.copies.kept import kept
from luoshi.base.lists.declared import Kept
from luoshi.base.lists.models import ListWord

STAMP = "lists"


def own_words(name: str) -> Mapping[str, Kept]:
    """The words of this list that were added, relabelled or left out, by what records keep."""
    return kept(STAMP, "all", _load).get(name, {})


def _load() -> dict[str, dict[str, Kept]]:
    out: dict[str, dict[str, Kept]] = {}
    columns = ("list_name", "word", "label", "english", "since", "until")
    for name, word, *more in ListWord.objects.order_by("list_name", "id").values_list(*columns):
        out.setdefault(name, {})[word] = Kept(*more)
    return out
