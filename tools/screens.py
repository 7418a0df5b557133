"""Photographs of the pages for looking at them: the six pages and some more, phone and desktop, Chinese and English.

`python tools/screens.py [--out var/screens]` makes a demonstration plant in a folder of its own, serves it, and ends it again.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import house as houses

CHIEF, WANG, CHEN, LIU, ADMIN = "10001", "20416", "20110", "20417", "90001"
SIX = (
    ("1-report", "", "/w/report/7F3K9A"),
    ("2-worker-home", WANG, "/w/"),
    ("3-team", LIU, "/w/team/WATER-C"),
    ("4-inbox", CHEN, "/w/inbox"),
    ("5-matter", CHEN, "/w/matters/3"),
    ("6-figure", CHIEF, "/w/figures/problems.found"),
)
MORE = (
    ("7-raiser", WANG, "mine"),
    ("8-sign-in", "", "/w/sign-in"),
    ("9-administration", ADMIN, "/w/admin/"),
    ("10-list", CHEN, "/w/list/problem?view=all"),
    ("11-sent", "", "sent"),
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
    answer = shown.goto(base + (WAYS[address](shown, base) if address in WAYS else address))
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


WAYS = {"mine": _asked, "sent": _sent}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/screens"))
    out: Path = parser.parse_args().out
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
            for page, size, language, theme in wanted:
                sys.stdout.write(f"{photograph(browser, house.url, out, page, size, language, theme)}\n")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
