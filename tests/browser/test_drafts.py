"""What is written and not sent is there again: on another device, after leaving the page, in the step that was being taken."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import People
from .house import House
from .people import DESKTOP, LIU, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.sweep]
FORM = "/w/report/7F3K9A"
OFFER = ".note.n-soon"


def kept(page: Page) -> None:
    """The house has said that the draft is kept."""
    expect(page.locator("form p.hint[role=status]")).to_be_visible()


def test_a_report_begun_on_a_phone_is_ended_at_a_desk(house: House, people: People) -> None:
    phone, desk = people(house, PHONE, LIU), people(house, DESKTOP, LIU)
    phone.open(FORM)
    phone.page.locator("label[for=tile-equipment]").click()
    phone.page.locator("#text").fill("草稿：盘根漏水，一分钟四十滴")
    kept(phone.page)
    desk.open("/w/")
    desk.page.locator(f"main a[href='{FORM}']").click()
    desk.page.locator(OFFER).locator("button").first.click()
    expect(desk.page.locator("#text")).to_have_value("草稿：盘根漏水，一分钟四十滴")
    expect(desk.page.locator("#tile-equipment")).to_be_checked()
    desk.page.locator("button[form=report]").click()
    desk.page.wait_for_url("**/w/report/sent/*")
    with phone.page.expect_response("**/w/drafts?*"):
        phone.open(FORM)
    expect(phone.page.locator(OFFER)).to_have_count(0)


def test_what_was_begun_can_be_thrown_away(house: House, people: People) -> None:
    liu = people(house, PHONE, LIU)
    liu.open(FORM)
    liu.page.locator("#text").fill("草稿：写到一半")
    kept(liu.page)
    liu.open(FORM)
    with liu.page.expect_response("**/w/drafts/*/away"):
        liu.page.locator(OFFER).locator("button").nth(1).click()
    with liu.page.expect_response("**/w/drafts?*"):
        liu.open(FORM)
    expect(liu.page.locator(OFFER)).to_have_count(0)
    expect(liu.page.locator("#text")).to_have_value("")
