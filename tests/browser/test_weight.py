"""What a page weighs on the way, and what a template must not hold."""

import gzip
import re

import pytest

from luoshi.site.cast import CAST

from .conftest import People
from .house import ROOT, House
from .looking import pages_of
from .people import DESKTOP, WANG

FIRST, AFTER = 60 * 1024, 15 * 1024
TEMPLATES = sorted((ROOT / "src" / "luoshi").rglob("templates/**/*.html"))
INLINE = re.compile(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.browser
@pytest.mark.parametrize(
    "staff_no",
    ["", WANG, *(pytest.param(one.staff_no, marks=pytest.mark.sweep) for one in CAST if one.staff_no != WANG)],
    ids=lambda staff_no: staff_no or "guest",
)
def test_every_page_is_light_on_first_load_and_lighter_after(house: House, people: People, staff_no: str) -> None:
    """Compressed here, since a proxy does it in a plant; photographs are what they are."""
    person, weights, heavy = people(house, DESKTOP, staff_no), dict[str, int](), []
    for path, page in pages_of(person).items():
        after = len(gzip.compress(page.encode()))
        beside = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
        for one in beside - weights.keys():
            weights[one] = len(gzip.compress(person.context.request.get(one).body()))
        first = after + sum(weights[one] for one in beside)
        if after > AFTER or first > FIRST:
            heavy.append(f"{path}: {first:,} bytes at first, {after:,} after")
    assert not heavy, "\n".join(heavy)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_style_attribute_or_an_inline_script(template: object) -> None:
    text = (ROOT / str(template)).read_text()
    assert not [text[max(0, found.start() - 40) : found.end() + 40] for found in INLINE.finditer(text)]
