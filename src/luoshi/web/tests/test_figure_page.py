"""The page of a figure: what it is made of is a click away, what it cannot tell it says, on earlier days it shows what was known."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.metrics.figures import figures
from luoshi.mechanisms.opinions.services import Heard, enter, hold_symposium
from luoshi.web.tests.house import Caller
from tests.cast import Plant, at, key

Calls = Callable[[str], Caller]
RATE = "/w/figures/opinions.answer_rate"


@pytest.fixture
def heard(plant: Plant) -> Plant:
    """Twelve opinions of September and October, eight of them answered; a symposium with one more."""
    for number in range(12):
        day = f"2026-{9 + number % 2:02}-1{number // 2}"
        rows = [Heard(f"第{number}条意见。", "canteen" if number % 3 else "", raiser=plant.people["wang"], confidential=number == 11)]
        one = enter(actor=plant.acting("chen", at(f"{day} 09:00")), at=at(f"{day} 09:00"), command=key(), unit=plant.units["ENERGY"],
                    channel="box", rows=rows)[0]  # fmt: skip
        if number < 8:
            plant.step("chen", one, "assign", at(f"{day} 10:00"), owner="li", workdays=20)
            plant.step("li", one, "reply", at(f"{day} 14:00"), reply="好。", result="solved", verifier="he")
            plant.step("he", one, "sign", at(f"{day} 16:00"))
    evening = at("2026-10-20 17:00")
    hold_symposium(actor=plant.acting("chen", evening), at=evening, command=key(), unit=plant.units["ENERGY"], title="班组座谈会",
                   held_at=at("2026-10-20 14:00"), host=plant.people["tang"], representatives=[plant.people["liu"]],
                   rows=[Heard("班车晚点。", "transport", raiser=plant.people["liu"])])  # fmt: skip
    return plant


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["tang", "qiu", "zheng", "han"])
def test_every_figure_opens_in_every_way(calls: Calls, heard: Plant, who: str) -> None:
    caller = calls(who)
    for figure in figures:
        for way in figure.base.ways():
            for side in ("", "&only=yes", "&only=no", "&only=all", "&as_of=2026-10-15"):
                caller.text(f"/w/figures/{figure.name}?by={way}{side}")


def test_a_rate_is_two_numbers_that_lead_to_their_records(calls: Calls, heard: Plant) -> None:
    tang = calls("tang")
    text = tang.text(RATE)
    assert "61.5%" in text
    assert re.search(r"35\.\d%", text), "the interval stands beside it"
    part, whole = re.findall(r'class="num" href="([^"]+)">(?:8|13)</a>', text)[:2]
    assert len(re.findall(r'class="c-title"', tang.text(part.replace("&amp;", "&")))) == 8
    assert len(re.findall(r'class="c-title"', tang.text(whole.replace("&amp;", "&")))) == 13
    assert len(re.findall(r'class="c-title"', text)) == 5, "those that still wait come first"


def test_a_line_of_the_table_leads_to_the_figure_of_that_line(calls: Calls, heard: Plant) -> None:
    tang = calls("tang")
    for way, value in (("topic", "canteen"), ("person", "20102"), ("month", ""), ("unit", "WATER")):
        text = tang.text(f"/w/figures/opinions.raised?by={way}")
        links = {url.replace("&amp;", "&"): int(n) for url, n in re.findall(r'<td class="r"><a class="num" href="([^"]+)">(\d+)</a>', text)}
        assert sum(links.values()) >= 13
        for url, n in links.items():
            assert f'class="value">{n} ' in tang.text(url), (way, url)
        assert not value or any(value in url for url in links)


def test_few_records_are_called_few_and_no_share_is_told_of_three(calls: Calls, heard: Plant) -> None:
    text = calls("tang").text(f"{RATE}?since=2026-10-19&until=2026-11-01")
    assert 'class="value">— ' in text
    assert "%" not in words(text).split("怎么数的")[0].split("本月")[1][:40]


def test_an_earlier_day_shows_what_was_known_then(calls: Calls, heard: Plant) -> None:
    tang = calls("tang")
    assert 'class="value">13 ' in tang.text("/w/figures/opinions.raised")
    text = tang.text("/w/figures/opinions.raised?as_of=2026-09-30")
    assert 'class="value">6 ' in text
    assert 'value="2026-09-30"' in text
    assert "as_of=2026-09-30" in text, "links keep the day"


def test_who_is_not_to_be_named_is_named_nowhere_on_the_page(calls: Calls, heard: Plant) -> None:
    text = calls("tang").text(f"{RATE}?only=all")
    line = next(row for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if "第11条意见" in row)
    assert "王海生" not in line


def test_what_is_too_young_to_tell_is_said_aloud(calls: Calls, heard: Plant) -> None:
    text = words(calls("tang").text("/w/figures/opinions.answered_within"))
    assert re.search(r"\b\d+ · ", text)


def test_a_figure_page_asks_no_more_when_there_is_more_to_show(calls: Calls, heard: Plant) -> None:
    tang = calls("tang")
    for page in (f"{RATE}?by=person", "/w/figures/opinions.days_to_answer.median", "/w/figures/opinions.answered_within?by=month"):
        tang.get(page)
        with CaptureQueriesContext(connection) as few:
            tang.get(page)
        heard_now = [Heard(f"又一条{number}。", "pay") for number in range(20)]
        enter(actor=heard.acting("chen", at("2026-11-02 08:00")), at=at("2026-11-02 08:00"), command=key(), unit=heard.units["ENERGY"],
              channel="box", rows=heard_now)  # fmt: skip
        tang.get(page)
        with CaptureQueriesContext(connection) as many:
            tang.get(page)
        assert len(many) <= len(few) + 1
        assert len(few) <= 14, [query["sql"][:120] for query in few]
