"""The six works that are measured: what is asked, as whom, and by what its answer is known."""

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person, Place
from luoshi.kernel.org.tree import tree
from luoshi.site.bench.filling import OPENED, WORD

OFFICE = "20110"
READERS = {"team": "20417", "works": "10001", "group": "20308"}
UNITS = {"team": "WATER-C", "works": "WATER", "group": "ROOT"}


@dataclass(frozen=True)
class Ask:
    """One request: its address, the fields of a form where it is one, and how many rows its page shows (None: it shows none)."""

    address: str
    form: Mapping[str, str] | None = None
    rows: str = ""


@dataclass(frozen=True)
class Work:
    """A piece of work: its name and words, who does it, the status and the sign of a good answer, and what is asked next each time."""

    name: str
    words: str
    scope: str
    staff_no: str
    status: int
    sign: str
    ask: Callable[[random.Random], Ask]


def works(names: list[str], scopes: list[str]) -> list[Work]:
    """The works of these names; those that read, once for each scope."""
    from luoshi.base.clock import local_date, now

    found = []
    for scope in scopes:
        reader, unit = READERS[scope], UNITS[scope]
        below = tree(local_date(now())).below([tree_unit(unit)])
        stories = Matter.objects.filter(number__startswith="量-", unit__in=below, events__isnull=False).order_by("id").distinct()
        sheets = list(stories.values_list("pk", flat=True)[:OPENED])
        found += [
            Work("W2", "list of what is open, 50 rows", scope, reader, 200, "<tbody>", _always(Ask("/w/list/problem", rows="/w/matters/"))),
            Work("W3", "one matter with 10 entries", scope, reader, 200, "chain", _one_of(sheets)),
            Work("W5", f"search {WORD}", scope, reader, 200, WORD, _always(Ask(f"/w/search?q={WORD}", rows="/w/matters/"))),
            Work(
                "W6", "figure with its months", scope, reader, 200, 'class="value"', _always(Ask(f"/w/figures/problems.found?unit={unit}"))
            ),
        ]
    found += [
        Work("W1", "raise a problem", "works", "20416", 302, "/w/report/sent/", _raise()),
        Work("W4", "step with a reason", "works", OFFICE, 302, "/w/matters/", _step()),
    ]
    return [one for one in found if one.name in names]


def tree_unit(code: str) -> int:
    from luoshi.kernel.org.models import Unit

    return Unit.objects.values_list("pk", flat=True).get(code=code)


def _always(ask: Ask) -> Callable[[random.Random], Ask]:
    return lambda _dice: ask


def _one_of(sheets: list[int]) -> Callable[[random.Random], Ask]:
    return lambda dice: Ask(f"/w/matters/{dice.choice(sheets)}")


def _raise() -> Callable[[random.Random], Ask]:
    codes = list(Place.objects.filter(unit__code="WATER", no_phone=False).order_by("id").values_list("code", flat=True)[:5])

    def ask(dice: random.Random) -> Ask:
        form = {
            "command": str(uuid.uuid4()),
            "tile": "equipment",
            "text": f"第 {dice.randrange(10**6)} 号阀门漏水，手轮打不动，请来人看看。",
        }
        return Ask(f"/w/report/{dice.choice(codes)}", form)

    return ask


def _step() -> Callable[[random.Random], Ask]:
    """Another owner or date, with the reason: it can be taken again and again."""
    office = Matter.objects.filter(number__startswith="量-", state="assigned", office__code="EQUIP").order_by("id")
    matters = list(office.values_list("pk", flat=True)[:2000])
    owners = list(Person.objects.filter(unit__code="EQUIP").order_by("id").values_list("staff_no", flat=True)[:3])

    def ask(dice: random.Random) -> Ask:
        form = {
            "command": str(uuid.uuid4()), "owner": dice.choice(owners), "workdays": str(dice.randrange(1, 9)), "action": "换阀，试压",
            "reason": "备件后天到，先排别的。",
        }  # fmt: skip
        return Ask(f"/w/matters/{dice.choice(matters)}/steps/reassign", form)

    return ask
