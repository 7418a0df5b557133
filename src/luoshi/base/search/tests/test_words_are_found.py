"""Words are found exactly where they stand: the search agrees with looking for each word in every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.refusal import Refusal
from luoshi.base.search.grams import asked, grams, normalised, words_of
from luoshi.base.search.selectors import find
from luoshi.base.search.services import index, index_many

pytestmark = pytest.mark.django_db
HOUSE = [(1, 10_000)]

TEXTS = {
    1: (7, "2号净环泵房 DN300蝶阀卡住，手轮打不动。水处理-2611-0007"),
    2: (7, "煤气加压站 振动大，轴承温度80℃"),
    3: (8, "ＤＮ３００ 法兰漏水　100%_关不严"),
    4: (9, '泵房Ａ区 it\'s "leaking" a\\b'),
}


def lay() -> None:
    index_many((subject, unit, text) for subject, (unit, text) in TEXTS.items())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("振动", [2]), ("煤气", [2]), ("dn300", [3, 1]), ("DN300蝶", [1]), ("水处理-2611-0007", [1]), ("2611", [1]), ("泵房", [4, 1]),
        ("泵房 蝶阀", [1]), ("漏水 泵", []), ("100%", [3]), ("%_", [3]), ("0%关", []), ("it's", [4]), ('"leak', [4]), ("a\\b", [4]),
        ("℃", [2]), ("0℃", [2]), ("81℃", []), ("净环泵房 dn", [1]), ("阀门", []), ("Ａ区", [4]),
    ],
)  # fmt: skip
def test_a_word_is_found_where_it_stands_whatever_its_width_and_case(query: str, found: list[int]) -> None:
    lay()
    assert find(query, HOUSE, before=None, limit=9) == found


@pytest.mark.parametrize("query", ["", " 　", "泵", "泵 阀", "阀门漏水" * 16])
def test_what_cannot_be_searched_for_is_refused_in_a_sentence(query: str) -> None:
    with pytest.raises(Refusal):
        find(query, HOUSE, limit=9)


def test_only_the_units_asked_for_are_searched_and_the_page_goes_on_by_key() -> None:
    lay()
    assert find("泵房", [(7, 8)], before=None, limit=9) == [1]
    assert find("泵房", [], before=None, limit=9) == []
    assert find("泵房", HOUSE, before=None, limit=1) == [4]
    assert find("泵房", HOUSE, before=4, limit=1) == [1]


def test_a_text_laid_down_again_is_found_by_its_new_words_and_no_longer_by_the_old() -> None:
    lay()
    index(subject=2, unit=8, text="煤气加压站 答复：阀已换")
    assert find("答复", HOUSE, before=None, limit=9) == [2]
    assert find("振动", HOUSE, before=None, limit=9) == []
    assert find("煤气", [(7, 7)], before=None, limit=9) == []
    index_many([(2, 8, "煤气加压站 振动"), (5, 8, "振动")])
    assert find("振动", HOUSE, before=None, limit=9) == [5, 2]
    assert find("答复", HOUSE, before=None, limit=9) == []


def test_a_word_that_stands_nearly_everywhere_is_found_in_one_unit() -> None:
    """More than can be counted through: the walk goes along the unit instead."""
    index_many((n, 700 if n % 500 == 0 else 600 if n % 50 == 0 else 500, f"阀门漏水 第{n}件") for n in range(1, 2501))
    assert find("阀门", [(600, 600)], before=None, limit=3) == [2450, 2400, 2350]
    assert find("阀门", [(600, 600)], before=2400, limit=2) == [2350, 2300]
    assert find("阀门", [(700, 700)], before=None, limit=9) == [2500, 2000, 1500, 1000, 500]
    assert find("阀门 漏水", [(700, 701), (800, 800)], before=2500, limit=2) == [2000, 1500]
    assert find("阀门", [(400, 900)], before=None, limit=2) == [2500, 2499]
    assert find("第2450件", [(600, 600), (700, 700)], before=None, limit=2) == [2450]


SIGNS = st.text(alphabet="泵房振动阀煤气阀门 aBcDN30０Ａ-_%'\"\\　ß。İﬁ", max_size=14)


@given(st.lists(st.tuples(st.integers(1, 6), SIGNS), max_size=8), SIGNS, st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_the_search_agrees_with_looking_through_every_text(texts: list[tuple[int, str]], query: str, units: list[int]) -> None:
    words = words_of(query)
    if not any(len(word) > 1 for word in words):
        return
    rows = [(n, unit, text) for n, (unit, text) in enumerate(texts, start=1)]
    rows += [(n, 99, "") for n in range(len(rows) + 1, 9)]
    index_many(rows)
    wanted = [n for n, unit, text in reversed(rows) if unit in units and all(word in normalised(text) for word in words)]
    assert find(query, [(unit, unit) for unit in set(units)], before=None, limit=20) == wanted


@given(SIGNS, SIGNS, SIGNS)
def test_what_a_word_asks_for_is_in_every_text_that_holds_it(before: str, word: str, after: str) -> None:
    words, body = words_of(word), normalised(before + word + after)
    if all(one in body for one in words):
        assert set(asked(words)) <= set(grams(body))
