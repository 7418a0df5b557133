"""A clerk's work with opinions: rows pasted from a spreadsheet, merged, handed out at once, answered with a stock phrase, signed, judged."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import People
from .house import House
from .people import CHEN, DESKTOP, LIU, PHONE, QIU, WANG, Person

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
PASTED = '王海生\t食堂\t夜班食堂没有热饭\n20417\t食堂\t夜班吃不上热饭\n\t没有的类别\t"更衣室的灯\n坏了两盏"\n'
PHRASE = "您反映的问题已经办好，谢谢。"
PASTE = """(cell, text) => { const data = new DataTransfer(); data.setData('text', text);
  cell.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""


def test_a_sheet_of_opinions_goes_from_the_box_to_the_word_of_its_raiser(house: House, people: People) -> None:
    chen, liu, qiu, wang = (
        people(house, DESKTOP, CHEN),
        people(house, DESKTOP, LIU),
        people(house, DESKTOP, QIU),
        people(house, PHONE, WANG),
    )
    pasted_rows_are_entered(chen)
    first, second, third = (address_of(chen, words) for words in ("夜班食堂没有热饭", "夜班吃不上热饭", "更衣室的灯"))
    the_likest_is_offered_for_merging(chen, second, first)
    handed_out_at_once(chen, (first, third))
    a_stock_phrase_is_kept_and_used(liu, first)
    qiu.step(first, "sign")
    expect(qiu.page.locator("blockquote")).to_contain_text(PHRASE)
    the_raiser_says_so(wang, first)
    liu.open(second)
    expect(liu.page.locator("blockquote")).to_contain_text(PHRASE)


def pasted_rows_are_entered(chen: Person) -> None:
    chen.open("/w/opinions/enter")
    chen.page.locator("#f-unit").select_option("ENERGY")
    with chen.filling("opinions", "form.sheet") as form:
        chen.page.locator("[name=raiser-1]").evaluate(PASTE, PASTED)
        expect(chen.page.locator("[name=text-3]")).to_have_value("更衣室的灯\n坏了两盏")
        expect(chen.page.locator("[name=topic-1]")).to_have_value("canteen")
        chen.press(form.locator("button[data-busy]"))
        chen.page.wait_for_url("**/w/opinions/enter?entered=3*")


def address_of(who: Person, words: str) -> str:
    who.open("/w/list/opinion")
    return who.page.locator("a.door", has_text=words).first.get_attribute("href") or ""


def the_likest_is_offered_for_merging(chen: Person, same: str, into: str) -> None:
    chen.open(into)
    number = chen.page.locator(".crumbs [aria-current]").inner_text()
    chen.open(same)
    offered = chen.page.locator("#f-merge-into option").nth(1)
    assert offered.get_attribute("value") == number, "the likest stands first"
    chen.step(same, "merge", into=number)


def handed_out_at_once(chen: Person, matters: tuple[str, ...]) -> None:
    chen.open("/w/list/opinion")
    with chen.filling("batch", "#batch"):
        for one in matters:
            chen.press(chen.page.locator(f"input[name=m][value='{one.rpartition('/')[2]}']"))
        chen.press(chen.page.locator("#batch button[value=assign]"))
        chen.page.wait_for_url("**/w/batch/opinion?*")
        chen.choose(chen.page.locator("#f-owner"), LIU)
        chen.press(chen.page.locator("form button[data-busy]"))
        chen.page.wait_for_url("**/w/list/opinion?did=2")


def a_stock_phrase_is_kept_and_used(liu: Person, matter: str) -> None:
    liu.open("/w/phrases/opinion")
    liu.write(liu.page.locator("#f-phrases"), PHRASE)
    liu.press(liu.page.locator("form.sheet button[data-busy]"))
    liu.page.wait_for_url("**?kept=1")
    liu.open(matter)
    with liu.filling("reply", "form[action$='/steps/reply']") as form:
        liu.choose(form.locator("[data-phrase]"), PHRASE)
        expect(form.locator("#f-reply-reply")).to_have_value(PHRASE)
        liu.press(form.locator("label[for='f-reply-result-solved']"))
        liu.choose(form.locator("#f-reply-verifier"), QIU)
        liu.send(form)
        liu.page.wait_for_url(re.compile(r"done=reply"))
    expect(liu.page.locator(".doors a").first).to_contain_text("更衣室的灯")


def the_raiser_says_so(wang: Person, matter: str) -> None:
    wang.open(matter)
    with wang.filling("rate", "form[action$='/steps/rate']") as form:
        wang.press(form.locator("label[for='f-rate-rating-satisfied']"))
        wang.send(form)
        wang.page.wait_for_url(f"**{matter}?done=rate")
    expect(wang.page.locator(".chain")).to_have_count(1)
