"""Words in the box of the top bar and in the filter of a list: what is found, what is refused, how the pages go on to the last."""

import re
from collections.abc import Callable

import pytest

from luoshi.base.search.services import index
from luoshi.kernel.matters.models import Matter
from luoshi.web.tests.house import Caller
from luoshi.web.tests.test_statement_budgets import pour
from tests.cast import Plant, at

pytestmark = pytest.mark.django_db


def shown(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="door" href="/w/matters/(\d+)"', page)]


def walk(caller: Caller, address: str) -> list[list[int]]:
    """The rows of every page, along the link to the next page."""
    pages: list[list[int]] = []
    path, query = address.split("?")
    while True:
        page = caller.text(f"{path}?{query}")
        pages.append(shown(page))
        older = re.search(r'rel="next" href="\?([^"]+)"', page)
        if not older or len(pages) > 20:
            return pages
        query = older[1].replace("&amp;", "&")


def lay(matter: int, text: str) -> None:
    index(subject=matter, unit=Matter.objects.get(pk=matter).unit_id, text=text)


@pytest.mark.parametrize("address", ["/w/list/problem?view=all", "/w/list/problem?view=all&q=蝶阀", "/w/search?q=蝶阀"])
def test_a_walk_along_the_pages_meets_every_row_once_newest_first(plant: Plant, calls: Callable[[str], Caller], address: str) -> None:
    made = pour(plant, 120)
    pages = walk(calls("zheng"), address)
    assert [len(page) for page in pages] == [50, 50, 20]
    assert sum(pages, []) == sorted(made, reverse=True)


def test_the_words_of_a_list_are_joined_with_its_other_filters(plant: Plant, calls: Callable[[str], Caller]) -> None:
    made, zheng = pour(plant, 120), calls("zheng")
    fitters = [row.pk for row in Matter.objects.filter(unit=plant.units["FITTERS"]).order_by("-id")]
    open_ = [row.pk for row in Matter.objects.filter(pk__in=made, closed_at__isnull=True).order_by("-id")]
    assert fitters and open_
    assert shown(zheng.text("/w/list/problem?q=蝶阀&view=all&unit=FITTERS")) == fitters
    assert shown(zheng.text("/w/list/problem?q=蝶阀")) == open_
    assert shown(zheng.text("/w/list/problem?q=没有&view=all")) == []


def test_a_list_whose_newest_words_are_filtered_out_goes_on_below_them(
    plant: Plant, calls: Callable[[str], Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so many are looked at for one page; the others are on the pages after it."""
    monkeypatch.setattr("luoshi.kernel.matters.finding.REACH", 30)
    made = pour(plant, 120)
    Matter.objects.filter(pk__in=made[3:]).update(topic="environment")
    pages = walk(calls("zheng"), "/w/list/problem?q=蝶阀&view=all&topic=equipment")
    assert sum(pages, []) == [made[2], made[1], made[0]]
    assert len(pages) == 5 and pages[0] == []


def test_search_finds_only_what_the_person_may_list(plant: Plant, calls: Callable[[str], Caller]) -> None:
    water = plant.report("wang", at("2026-11-02 08:00"), "蝶阀卡住")
    gas = plant.report("zhao", at("2026-11-02 08:10"), "蝶阀漏气", place="gas station")
    for matter, words in ((water, "2号净环泵房 蝶阀卡住"), (gas, "煤气加压站 蝶阀漏气")):
        lay(matter, words)
    found = {who: shown(calls(who).text("/w/search?q=蝶阀")) for who in ("tang", "qiu", "zhang", "xie", "zeng")}
    assert found == {"tang": [gas, water], "qiu": [water], "zhang": [gas], "xie": [], "zeng": []}


def test_a_worker_finds_the_own_matters_by_words(plant: Plant, calls: Callable[[str], Caller]) -> None:
    water = plant.report("wang", at("2026-11-02 08:00"), "蝶阀卡住，手轮打不动")
    gas = plant.report("zhao", at("2026-11-02 08:10"), "蝶阀漏气", place="gas station")
    lay(water, "2号净环泵房 蝶阀卡住，手轮打不动 答复：已换新阀")
    lay(gas, "煤气加压站 蝶阀漏气")
    assert shown(calls("wang").text("/w/search?q=蝶阀")) == [water]
    assert shown(calls("wang").text("/w/search?q=换新阀 泵房")) == [water]
    assert shown(calls("wang").text("/w/search?q=漏气")) == []


def test_one_sign_is_refused_in_a_sentence_at_the_field(plant: Plant, calls: Callable[[str], Caller]) -> None:
    page = calls("qiu").text("/w/search?q=阀", status=422)
    assert 'aria-invalid="true"' in page and "DN300" in page
    assert 'aria-invalid="true"' in calls("qiu").text("/w/list/problem?q=阀")
    empty = calls("qiu").text("/w/search")
    assert 'aria-invalid="true"' not in empty and "<details" not in empty
