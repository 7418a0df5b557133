"""The pages in an invented language, two fifths longer: nothing on them is left untranslated, and nothing runs out of its frame."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import pseudo

from . import house as houses
from .conftest import People, no_trouble_in
from .house import House
from .looking import UNFOLD, WIDTHS, pages_of
from .people import ADMIN, CHEN, DESKTOP, QIU, WANG

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
# What is written the same in every language: codes, marks, units of measure, names of programs and of files.
SAME = re.compile(
    r"https?://\S+|\b[0-9a-f]{12,}\b|\b[a-z_]+(?:\.[a-z0-9_]+)+\b|\b[A-Z0-9][A-Z0-9_/.+-]*\b"
    r"|\b(?:Excel|Word|WeCom|DingTalk|English|Luoshi|luoshi|Linux|Chrome|kWh|xlsx|csv|admin|none)\b"
)
WORDS = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const e = node.parentElement;
    if (!e.closest('script, style, .text, .said, pre, code, option, [lang]:not(html)') && e.checkVisibility()) found.push(node.data);
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const name of ['aria-label', 'placeholder', 'title']) if (e.getAttribute(name)) found.push(e.getAttribute(name));
  return found;
}"""


@pytest.fixture(scope="module")
def invented(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration plant, speaking the invented language in the place of English."""
    words = pseudo.write(tmp_path_factory.mktemp("words"))
    also = {
        "DJANGO_SETTINGS_MODULE": "tests.pseudo", "LUOSHI_PSEUDO": str(words),
        "PYTHONPATH": os.pathsep.join([str(houses.ROOT), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    with houses.served(houses.copy(made, tmp_path_factory.mktemp("invented") / "home"), also=also) as served:
        yield served
        no_trouble_in(served)


def untranslated(words: list[str]) -> list[str]:
    """Latin words outside the brackets of the invented language, but for what is written the same everywhere."""
    found = []
    for one in words:
        bare = one
        while (inner := re.sub(r"⟦[^⟦⟧]*⟧", " ", bare)) != bare:
            bare = inner
        if re.search(r"[A-Za-z]{3,}", SAME.sub(" ", bare)):
            found.append(" ".join(bare.split())[:80])
    return found


def test_the_test_sees_a_word_that_was_forgotten() -> None:
    assert untranslated(["⟦Raise it ẋẋẋ⟧", "⟦by ⟦Wang ẋ⟧ ẋẋ⟧ · 能环-2611-0007", "DN300 · PUMP-7"]) == []
    assert untranslated(["⟦About ẋẋ⟧ skill 15"]) == ["skill 15"]
    assert pseudo.longer("%(n)s rows are waiting") == "⟦%(n)s rows are waiting ẋẋẋẋẋẋ⟧"


@pytest.mark.parametrize("staff_no", ["", WANG, QIU, CHEN, ADMIN, "90003"], ids=lambda staff_no: staff_no or "guest")
def test_every_page_is_translated_and_has_room_for_longer_words(invented: House, people: People, staff_no: str) -> None:
    person = people(invented, DESKTOP, staff_no)
    person.page.goto("/w/language/en?next=/w/sign-in")
    faults = []
    for path in pages_of(person):
        person.page.goto(path)
        person.page.evaluate(UNFOLD)
        faults += [f"{path} not translated: {words}" for words in untranslated(person.page.evaluate(WORDS))]
        for screen, (width, height) in WIDTHS.items():
            person.page.set_viewport_size({"width": width, "height": height})
            wide = person.page.evaluate("document.scrollingElement.scrollWidth")
            faults += [f"{path} {screen}: scrolls sideways, {wide} px"] if wide > width + 1 else []
    assert not faults, "\n".join(faults)
