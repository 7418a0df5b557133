"""Photographs of the pages for looking at them, phone and desktop: the six pages in both languages, every other in Chinese.

`python tools/screens.py [--out var/screens]` makes a demonstration plant in a folder of its own, serves it, and ends it again.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import house as houses

CHIEF, WANG, CHEN, LIU, ADMIN, HAN, LUO, XU = "10001", "20416", "20110", "20417", "90001", "20308", "90002", "90003"
SIX = (
    ("1-report", "", "/w/report/7F3K9A"),
    ("2-worker-home", WANG, "/w/"),
    ("3-team", LIU, "/w/team/WATER-C"),
    ("4-inbox", CHEN, "/w/inbox"),
    ("5-matter", CHEN, "matter several"),
    ("6-figure", CHIEF, "/w/figures/problems.found"),
)
MORE = (
    ("7-raiser", WANG, "mine"),
    ("8-sign-in", "", "/w/sign-in"),
    ("9-administration", ADMIN, "/w/admin/"),
    ("10-list", CHEN, "/w/list/problem?view=all"),
    ("11-sent", "", "sent"),
    *((f"12-matter-{state}", CHEN, f"matter {state}") for state in ("consulted", "parted", "deferred", "withdrawn", "several", "effect")),
    *((f"13-step-{name}", CHEN, f"matter consulted {name}") for name in ("split", "involve", "concern", "again", "inform", "defer")),
    ("14-done", CHEN, "/w/done"),
    ("14-copied", CHIEF, "/w/copied"),
    ("15-leader", CHIEF, "/w/leader"),
    ("16-all-plants", HAN, "/w/group"),
    ("17-repeats", CHIEF, "/w/repeats"),
    ("18-away", CHIEF, "/w/away"),
    ("19-consultations", CHEN, "/w/consultations/?view=concluded"),
    ("20-consultation-called", CHEN, "/w/consultations/4"),
    ("20-consultation-held", CHEN, "/w/consultations/1"),
    ("20-dossier", CHEN, "/w/consultations/1/dossier"),
    ("20-minutes", CHEN, "/w/consultations/1/minutes"),
    ("21-public-list", WANG, "/w/public/"),
    ("21-public-unconfirmed", CHEN, "/w/public/unconfirmed"),
    ("22-notices", CHEN, "/w/postings/?view=past"),
    ("22-notice", CHEN, "/w/postings/1"),
    ("22-notice-new", CHEN, "/w/postings/new"),
    ("22-notice-A4", CHEN, "/w/postings/2/print"),
    ("22-notice-A3", CHEN, "/w/postings/2/print?paper=A3"),
    ("23-messages", WANG, "/w/messages/mine"),
    ("23-slips", CHIEF, "/w/messages/slips"),
    *((f"24-{name}", ADMIN, f"/w/admin/{name}") for name in ("units", "people", "holdings", "places", "equipment", "parties", "skills")),
    ("24-parameters", ADMIN, "/w/admin/parameters"),
    ("25-unit", ADMIN, "/w/admin/units/WATER"),
    ("25-person", ADMIN, "/w/admin/people/20416"),
    ("25-parameter", ADMIN, "/w/admin/parameters/calendar.day_start"),
    ("25-tree", ADMIN, "/w/admin/trees/party?beside=2026-05-01"),
    ("26-poster-place", ADMIN, "/w/admin/places/7F3K9A/poster"),
    ("26-poster-machine", ADMIN, "/w/admin/equipment/B-301/poster"),
    ("27-word-templates", ADMIN, "/w/documents/"),
    ("28-figures", CHIEF, "/w/figures/"),
    ("28-figure-consultations", CHIEF, "/w/figures/consultations.matters?unit=WATER"),
    ("29-voice", "", "/voice/"),
    ("29-voice-receipt", "", "/voice/receipt"),
    *(
        (f"30-me{name.replace('/', '-')}", WANG, f"/w/me{name}")
        for name in ("", "/read-by", "/sessions", "/password", "/tokens", "/second")
    ),
    ("31-corrections", LUO, "/w/corrections"),
    ("31-purposes", WANG, "/w/purposes"),
    ("32-locked-accounts", LUO, "/w/admin/accounts"),
    ("32-ledger", XU, "/w/audit/"),
    ("33-lists", ADMIN, "/w/admin/lists"),
    ("33-list", ADMIN, "/w/admin/lists/opinion.topic"),
)
SIZES = {"phone": (390, 844, 2), "desktop": (1366, 900, 1)}


def photograph(browser: Browser, base: str, out: Path, page: tuple[str, str, str], size: str, language: str, theme: str = "") -> Path:
    """One page as this person sees it, whole."""
    name, staff_no, address = page
    width, height, scale = SIZES[size]
    phone, locale = size == "phone", "en-GB" if language == "en" else "zh-CN"
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, device_scale_factor=scale, is_mobile=phone, has_touch=phone, locale=locale)
    shown = context.new_page()
    shown.goto(f"{base}/w/sign-in")
    if staff_no:
        shown.locator(f"form[action='/w/demo/{staff_no}'] button").click()
    shown.goto(f"{base}/w/language/{'en' if language == 'en' else 'zh-hans'}?next=/w/sign-in")
    if theme:
        shown.goto(f"{base}/w/theme/{theme}?next=/w/sign-in")
    answer = shown.goto(base + (address if address.startswith("/") else way(shown, base, address)))
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address} does not open for {staff_no or 'a guest'}")
    # As tall as the page, so that what sticks to the foot of the screen is photographed at its foot.
    shown.set_viewport_size({"width": width, "height": max(height, shown.evaluate("document.scrollingElement.scrollHeight"))})
    path = out / f"{name}-{size}-{language}{'-' + theme if theme else ''}.png"
    shown.screenshot(path=path, full_page=True)
    context.close()
    return path


def _asked(page: Page, base: str) -> str:
    """The sheet of the matter on which the raiser's word is waited for: the first of the own ones."""
    page.goto(f"{base}/w/mine")
    return str(page.locator("a.row").first.get_attribute("href"))


def _sent(page: Page, base: str) -> str:
    """What stands after sending, before any sign-in."""
    page.goto(f"{base}/w/report/7F3K9A")
    page.locator("label[for='tile-equipment']").click()
    page.locator("#text").fill("DN300蝶阀卡住，手轮打不动")
    page.locator("button[form='report']").click()
    page.wait_for_url("**/w/report/sent/*")
    return page.url.removeprefix(base)


def _matter(page: Page, base: str, called: str, step: str = "") -> str:
    """The sheet of the matter that stands for a state, if wanted with a step laid open."""
    page.goto(f"{base}/w/list/problem?view=all&q={CALLED[called]}")
    sheet = str(page.locator("a.door[href^='/w/matters/']").last.get_attribute("href"))
    return f"{sheet}?step={step}" if step else sheet


CALLED = {
    "consulted": "泵一个月跳闸", "parted": "三口井的闸阀", "deferred": "东侧通道", "withdrawn": "更衣室照明全灭", "several": "进柜口围挡",
    "effect": "听着轴承也不对",
}  # fmt: skip
WAYS: dict[str, Callable[..., str]] = {"mine": _asked, "sent": _sent, "matter": _matter}


def way(page: Page, base: str, told: str) -> str:
    """Where a page lies that has no address of its own."""
    name, *more = told.split()
    return WAYS[name](page, base, *more)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/screens"))
    parser.add_argument("--only", default="", help="pages whose name begins so, in both languages: 20-")
    parser.add_argument("--theme", default="", help="all of them in this theme: dark")
    asked = parser.parse_args()
    out: Path = asked.out
    out.mkdir(parents=True, exist_ok=True)
    path = houses.chromium()
    if path is None:
        sys.stderr.write("No Chromium here: apt-get install chromium, or name it in CHROMIUM\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        houses.make(home)
        with houses.served(home) as house, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=houses.ARGUMENTS)
            wanted = [(page, size, language, "") for page in SIX for size in SIZES for language in ("zh", "en")]
            wanted += [(page, size, "zh", "") for page in MORE for size in SIZES] + [
                (SIX[3], "desktop", "zh", "dark"),
                (SIX[4], "desktop", "zh", "dark"),
            ]
            if asked.only:
                chosen = [page for page in (*SIX, *MORE) if page[0].startswith(asked.only)]
                wanted = [(page, size, language, "") for page in chosen for size in SIZES for language in ("zh", "en")]
            for page, size, language, theme in wanted:
                sys.stdout.write(f"{photograph(browser, house.url, out, page, size, language, asked.theme or theme)}\n")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
