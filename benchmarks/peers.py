"""Luoshi in a harness that drives several systems through the same six works, so that their CPU per request stands side by side.

    python benchmarks/peers.py HARNESS http://127.0.0.1:8000 --n 100000 --pid PID [--works W2,W3] [--out FILE]

HARNESS is the folder of `bench.py` and `adapters.py`; what follows goes to `bench.py` as it stands. The house must be a demonstration
that `luoshi bench http` has filled, served by `luoshi serve`; `--pid` is the first process of that server.
"""

import importlib
import random
import re
import runpy
import sys
import uuid
from typing import Any

HANDLER, PLACE = "20110", "7F3K9A"
TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)')
MATTER = re.compile(r'href="/w/matters/(\d+)"')
FIRST, LAST = 100, 450  # by id, of those that have a story of ten entries


class Luoshi:
    """The six works, each one request, as an office's handler asks them."""

    def __init__(self, base: str, n: int) -> None:
        self.base, self.n, self.token, self.open = base, n, "", list[str]()

    async def login(self, s: Any) -> None:
        """Come in by one click, as a demonstration lets everybody, and learn which matters are assigned."""
        self.token = await self._token(s, "/w/sign-in")
        async with s.post(f"{self.base}/w/demo/{HANDLER}", data={"csrfmiddlewaretoken": self.token}, allow_redirects=False) as answer:
            assert answer.status == 302, answer.status
        self.token = await self._token(s, "/w/me/sessions")
        async with s.get(f"{self.base}/w/list/problem?before=4000") as answer:
            self.open = MATTER.findall(await answer.text())

    async def W1(self, s: Any, dice: random.Random) -> tuple[bool, int]:  # noqa: N802 — the harness names them so
        words = f"第 {dice.randrange(10**6)} 号阀门漏水，手轮打不动，请来人看看。"
        return await self._send(s, f"/w/report/{PLACE}", {"tile": "equipment", "text": words})

    async def W2(self, s: Any, _dice: random.Random) -> tuple[bool, int]:  # noqa: N802
        return await self._get(s, "/w/list/problem?topic=equipment", "/w/matters/")

    async def W3(self, s: Any, dice: random.Random) -> tuple[bool, int]:  # noqa: N802
        return await self._get(s, f"/w/matters/{dice.randint(FIRST, LAST)}", "chain")

    async def W4(self, s: Any, dice: random.Random) -> tuple[bool, int]:  # noqa: N802
        fields = {"owner": "20110", "workdays": str(dice.randrange(1, 9)), "action": "换阀，试压", "reason": "备件后天到，先排别的。"}
        return await self._send(s, f"/w/matters/{dice.choice(self.open)}/steps/reassign", fields)

    async def W5(self, s: Any, _dice: random.Random) -> tuple[bool, int]:  # noqa: N802
        return await self._get(s, "/w/search?q=换热器", "/w/matters/")

    async def W6(self, s: Any, _dice: random.Random) -> tuple[bool, int]:  # noqa: N802
        return await self._get(s, "/w/figures/problems.found", 'class="value"')

    async def _token(self, s: Any, address: str) -> str:
        async with s.get(self.base + address) as answer:
            found = TOKEN.search(await answer.text())
        assert found, address
        return found[1]

    async def _get(self, s: Any, address: str, sign: str) -> tuple[bool, int]:
        async with s.get(self.base + address, allow_redirects=False) as answer:
            body = await answer.read()
            return answer.status == 200 and sign.encode() in body, len(body)

    async def _send(self, s: Any, address: str, fields: dict[str, str]) -> tuple[bool, int]:
        data = {**fields, "command": str(uuid.uuid4()), "csrfmiddlewaretoken": self.token}
        async with s.post(self.base + address, data=data, allow_redirects=False) as answer:
            return answer.status == 302, len(await answer.read())


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    harness = sys.argv.pop(1)
    sys.path.insert(0, harness)
    vars(importlib.import_module("adapters"))["Luoshi"] = Luoshi
    sys.argv = ["bench.py", "Luoshi", *sys.argv[1:]]
    runpy.run_path(f"{harness}/bench.py", run_name="__main__")


if __name__ == "__main__":
    main()
