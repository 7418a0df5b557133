"""A large old ledger comes in while people report: how long the whole takes, and how long each report waits for its answer.

    python tools/ledgers.py --rows 100000

Everything goes the way of the product: `luoshi init --demo`, `luoshi serve`, `luoshi import`, and reports through the open page.
"""

import argparse
import http.cookiejar
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.house import House, make, served

SIGNS = (
    "夜班点检时看到地面有水先用桶接着没有影响生产请安排人来食堂菜价排队班车晚点津贴标准"
    "照明更换轴承温度漏油检修停机备件到货答复如下已经更换并列入计划"
)
HEAD = ("编号", "提出人", "标题", "提出时间", "内容", "答复意见", "答复时间")
LONGEST_WAIT, LONGEST_IMPORT = 2.0, 60.0


def ledger(path: Path, rows: int) -> Path:
    """A ledger of invented opinions: about 300 signs in question and answer, one in ten still open."""
    chance = random.Random(11)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    for n in range(1, rows + 1):
        raised = datetime(2019, 1, 1, 8, 30) + timedelta(minutes=chance.randrange(3_000_000))
        text = "".join(chance.choices(SIGNS, k=chance.randrange(40, 260)))
        cells = [f"T{n}", f"职工{n % 900}", text[:18], f"{raised:%Y/%m/%d %H:%M:%S}", text]
        if chance.random() < 0.9:
            cells += [
                "".join(chance.choices(SIGNS, k=chance.randrange(60, 300))),
                f"{raised + timedelta(hours=chance.randrange(700)):%Y-%m-%d %H:%M}",
            ]
        sheet.write_row(n, 0, cells)
    book.close()
    return path


def report(house: House) -> float:
    """One report through the page, as anybody sends it; the seconds until it was accepted."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    address = f"{house.url}/w/report/7F3K9A"
    page = opener.open(address, timeout=60).read().decode()
    hidden = {name: _hidden(page, name) for name in ("csrfmiddlewaretoken", "command")}
    began = time.monotonic()
    answer = opener.open(address, urllib.parse.urlencode({**hidden, "tile": "equipment", "text": "阀门卡住"}).encode(), timeout=60)
    took = time.monotonic() - began
    if "/sent/" not in answer.url:
        raise SystemExit(f"the report was not accepted: {answer.url}")
    return took


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def bring(house: House, file: Path, gap: float = 0.15) -> tuple[dict[str, int], float, list[float]]:
    """Take the ledger in while reports are sent one after another: what the import said, its seconds, the seconds of each report."""
    began, waits = time.monotonic(), []
    command = [sys.executable, "-m", "luoshi", "import", "opinions", str(file), "--unit", "ROOT", "--json"]
    running = subprocess.Popen(command, env=dict(house.environment), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while running.poll() is None:
        waits.append(report(house))
        time.sleep(gap)
    assert running.stdout is not None
    said: dict[str, int] = json.loads(running.stdout.read())
    return said, time.monotonic() - began, waits


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make(home, database_url=url)
        file = ledger(Path(folder) / "ledger.xlsx", arguments.rows)
        with served(home, database_url=url) as house:
            said, took, waits = bring(house, file)
    waits.sort()
    words = f"{said['accepted']} of {said['rows']} rows in {took:.1f} s on {house.database}; "
    words += f"{len(waits)} reports meanwhile, half within {waits[len(waits) // 2]:.3f} s, the longest {waits[-1]:.2f} s\n"
    sys.stdout.write(words)
    scale = max(1.0, arguments.rows / 100_000)
    return 0 if said["accepted"] == arguments.rows and took <= LONGEST_IMPORT * scale and waits[-1] <= LONGEST_WAIT else 1


if __name__ == "__main__":
    sys.exit(main())
