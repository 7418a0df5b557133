"""What is shown of each thing, field by field: every field has a mark of its own, and every page and file is searched for the marks.

    LUOSHI_WRITE_EXPECTED=yes python -m pytest tests/permissions/test_fields.py -k written

writes fields.txt from what the product does. What it writes is read line by line by somebody before it is kept.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luoshi.adapters.messages.models import Message
from luoshi.adapters.messages.services import make_feed
from luoshi.base.actor import HOUSE, NAMELESS
from luoshi.base.documents.selectors import usual_template
from luoshi.base.files.services import take_in, take_in_document
from luoshi.kernel.matters.models import EventPhoto, Matter
from luoshi.kernel.matters.nameless import CHANNEL
from luoshi.kernel.matters.services import raise_matter, take_step
from luoshi.kernel.org.services import add_person, add_place, add_unit, give_holding
from luoshi.mechanisms.consultations.services import Asked, call, hold
from luoshi.web.tests.house import Caller, picture
from tests.cast import SINCE, Plant, at, key

FOUNDED, RAISED, TAKEN, HELD, ANSWERED = (
    at(f"2026-{when}") for when in ("01-01 08:40", "10-26 08:00", "10-27 08:00", "10-28 14:00", "10-29 09:00")
)
NOW = at("2026-11-02 09:00")
FILE = Path(__file__).with_name("fields.txt")
THINGS = {"plain": "甲", "discreet": "乙", "about": "丙", "conduct": "丁", "nameless": "戊", "problem": "己"}
WHO = {  # the column: who it is, where not one of each thing's own
    "raiser": "", "leader": "zhang", "owner": "", "checker": "checker", "office": "chen", "chief": "qiu", "above": "tang", "inspector": "han",
    "recipient": "recipient", "asked": "zhao", "whom": "", "stranger": "zeng", "admin": "gao", "audit": "auditor", "guest": "",
}  # fmt: skip
OWN = ("raiser", "owner", "whom")
FIELDS = (
    "number",
    "link",
    "said",
    "place",
    "raiser",
    "staff",
    "post",
    "team",
    "whom",
    "owner",
    "action",
    "note",
    "checker",
    "answer",
    "file",
    "photo",
)
NAMES = {"raiser", "staff", "post", "team", "whom", "owner", "checker"}
SINGLY = {"sheet": "/w/matters/{pk}", "the step's form": "/w/matters/{pk}?step=inform", "sent": "/w/report/sent/{command}", "public text": "/w/public/{pk}",
          "a new consultation": "/w/consultations/new?matter={pk}", "photograph": "/w/photos/{photo}", "document": "/w/files/{file}"}  # fmt: skip
TOGETHER = {
    "list": ("/w/list/opinion?view=all", "/w/list/problem?view=all", "/w/list/opinion?view=all&unit=GAS"),
    "search": ("/w/search?q=暗号",), "home": ("/w/",), "mine": ("/w/mine",), "inbox": ("/w/inbox",), "done": ("/w/done",), "copied": ("/w/copied",),
    "leader": ("/w/leader", "/w/leader?kind=opinion"), "group": ("/w/group", "/w/group?by=opinion"), "team": ("/w/team/WATER", "/w/team/GAS", "/w/team/ENERGY"),
    "repeats": ("/w/repeats", "/w/repeats?place=6T3G8S&days=365"), "export": ("/w/export/opinions", "/w/export/opinions?unit=WATER"),
    "figure": ("/w/figures/opinions.raised?unit=WATER&only=all", "/w/figures/problems.found?unit=WATER&only=all", "/w/figures/opinions.raised?only=all"),
    "public list": ("/w/public/", "/w/public/unconfirmed"), "consultations": ("/w/consultations/",), "consultation": ("/w/consultations/{talked}",),
    "dossier": ("/w/consultations/{talked}/dossier",), "minutes": ("/w/consultations/{talked}/minutes", "/w/consultations/{talked}/minutes.docx"),
    "own copy": ("/w/me/copy",), "who opened it": ("/w/me/read-by",), "ledger": ("/w/audit/",), "program": ("/api/me",), "drafts": ("/w/drafts",),
    "messages": ("/w/messages/mine",), "feed": ("/feed/{feed}.ics",), "told": (),
}  # fmt: skip
OFFERED = re.compile(r"<(select|datalist)\b.*?</\1>", re.S)
Seen = set[tuple[str, str, str, str]]  # page, thing, field, standing


@dataclass
class Shown:
    """The things with their marks, and what addresses are made of."""

    plant: Plant
    ids: dict[str, int] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    talked: int = 0

    def person(self, standing: str, thing: str) -> str:
        return f"{standing} {thing}" if standing in OWN else WHO[standing]


def play(plant: Plant) -> None:
    shown = Shown(plant)
    found = {"actor": HOUSE, "at": FOUNDED, "since": SINCE}
    for called, role, unit in (
        ("recipient", "named_recipient", "ROOT"),
        ("auditor", "audit_admin", "ROOT"),
        ("checker", "safety_officer", "WATER"),
    ):
        plant.people[called] = add_person(
            **found, command=key(), staff_no=f"72{len(called)}{ord(called[0])}", name=f"管{called[0]}某", unit=plant.units["ROOT"]
        )
        give_holding(**found, command=key(), person=plant.people[called], role=role, unit=plant.units[unit])
    for n, (thing, mark) in enumerate(THINGS.items()):
        shown.marks[thing] = {
            "said": f"暗号{mark}说",
            "place": f"暗号{mark}处",
            "answer": f"暗号{mark}答",
            "action": f"暗号{mark}办",
            "note": f"暗号{mark}记",
        }
        shown.marks[thing] |= {
            "raiser": f"石{mark}提",
            "staff": f"7100{n}",
            "post": f"暗号{mark}岗",
            "team": f"暗号{mark}班",
            "whom": f"石{mark}被",
            "owner": f"石{mark}承",
        }
        own = shown.marks[thing]
        team = add_unit(**found, command=key(), code=f"TEAM-{n}", name=own["team"], parent=plant.units["GAS"])
        plant.places[f"place {thing}"] = add_place(**found, command=key(), code=f"9P{n}XYZ", name=own["place"], unit=plant.units["WATER"])
        for standing, staff_no, unit in (
            ("raiser", own["staff"], team),
            ("owner", f"7200{n}", plant.units["EQUIP"]),
            ("whom", f"7300{n}", plant.units["WATER-C"]),
        ):
            post = own["post"] if standing == "raiser" else ""
            plant.people[f"{standing} {thing}"] = add_person(
                **found, command=key(), staff_no=staff_no, name=own[standing], unit=unit, post=post
            )
        shown.ids[thing] = _raised(shown, thing, n)
    for thing in THINGS:
        _carried(shown, thing)
        row = Matter.objects.get(pk=shown.ids[thing])
        shown.marks[thing] |= {"number": row.number, "link": f"/w/matters/{row.pk}"}
        kept = EventPhoto.objects.filter(event__matter=row).order_by("id").values_list("file_id", "file__name")
        shown.marks[thing] |= {"file" if name else "photo": str(pk) for pk, name in kept}
    plant.shown = shown  # type: ignore[attr-defined]


def _raised(shown: Shown, thing: str, n: int) -> int:
    plant, own, command = shown.plant, shown.marks[thing], key()
    shots = [take_in(stream=picture(60 + n)), take_in_document(stream=io.BytesIO(usual_template("minutes")), name=f"{own['said']}.docx")]
    raiser, whom = plant.people[f"raiser {thing}"], plant.people[f"whom {thing}"]
    kind, place = "problem" if thing == "problem" else "opinion", plant.places[f"place {thing}"]
    more: dict[str, Any] = {"kind": kind, "unit": plant.units["WATER"], "text": own["said"], "photos": shots}
    shown.commands[thing] = str(command)
    if thing == "nameless":
        return raise_matter(actor=NAMELESS, at=RAISED, command=command, place=None, channel=CHANNEL, conduct=True, **more)
    more |= {
        "concerns": [whom] if thing in ("about", "conduct") else [],
        "conduct": thing == "conduct",
        "confidential": thing == "discreet",
    }
    enters = "chen" if thing == "discreet" else f"raiser {thing}"
    return raise_matter(
        actor=plant.acting(enters, RAISED),
        at=RAISED,
        command=command,
        place=place,
        topic="equipment",
        channel="phone",
        raiser=raiser,
        **more,
    )


def _carried(shown: Shown, thing: str) -> None:
    plant, pk, own = shown.plant, shown.ids[thing], shown.marks[thing]

    def step(who: str, name: str, when: Any = TAKEN, **values: Any) -> None:
        persons = {one: plant.people[value] for one, value in values.items() if one in ("owner", "verifier")}
        take_step(actor=plant.acting(who, when), at=when, command=key(), matter=pk, step=name, values={**values, **persons})

    office = "recipient" if thing in ("conduct", "nameless") else "chen"
    if thing == "nameless":
        step(office, "undertake", action=own["action"], workdays=3)
        step(office, "answer_nameless", answer=own["answer"])
        return
    step(office, "register")
    if thing == "problem":
        _consulted(shown, pk)
        own["checker"] = plant.people["checker"].name
        step(office, "assign", HELD, owner=f"owner {thing}", action=own["action"], workdays=3)
        step(f"owner {thing}", "do", HELD, note=own["note"], verifier="checker")
        step("checker", "verify", HELD)
        step(office, "answer", ANSWERED, answer=own["answer"])
        return
    step(office, "assign", owner=f"owner {thing}", workdays=3)
    step(f"owner {thing}", "reply", reply=own["answer"], result="solved", verifier="tang")
    step("tang", "sign", ANSWERED)


def _consulted(shown: Shown, pk: int) -> None:
    plant = shown.plant
    acting = plant.acting("chen", TAKEN)
    shown.talked = call(actor=acting, at=TAKEN, command=key(), matters=[pk], title="一起看的会诊", chair=plant.people["zheng"], planned_at=HELD,
                        people=[Asked(plant.people["zhao"])], reason="一起看")  # fmt: skip
    hold(
        actor=acting,
        at=HELD,
        command=key(),
        consultation=shown.talked,
        held_at=HELD,
        present=[plant.people["zheng"].pk, plant.people["zhao"].pk],
    )


def words_of(answer: Any) -> str:
    """What an answer says, in whatever form, without what a form only offers to be chosen."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(
                parts.read(name).decode(errors="replace") for name in parts.namelist() if name.endswith((".xml", ".json", ".csv"))
            )
    return OFFERED.sub("", content.decode(errors="replace"))


def _stands(mark: str, said: str) -> bool:
    """Does this mark stand there by itself, not as some digits of a key?"""
    before, after = (r"(?<![0-9A-Za-z-])", r"(?![0-9A-Za-z-])") if mark.isascii() and mark[0].isalnum() else ("", r"(?!\d)")
    return re.search(f"{before}{re.escape(mark)}{after}", said) is not None


def found_in(shown: Shown, said: str, things: Any = THINGS, *, people: bool = False) -> Iterator[tuple[str, str]]:
    """Which fields of which things stand in these words. Where `people` are known anyhow a name counts beside something of the thing itself."""
    for thing in things:
        found = [name for name, mark in shown.marks[thing].items() if _stands(mark, said)]
        if not people or set(found) - NAMES:
            yield from ((thing, name) for name in found)


def asked(shown: Shown, standing: str, callers: Callable[[str], Caller], *, briefly: bool = False) -> Seen:
    """All that whoever stands so to each thing is shown of it, anywhere; `briefly` on its own pages alone."""
    seen: Seen = set()
    for thing in THINGS:
        who = shown.person(standing, thing)
        caller = callers(who)
        parts = {"pk": shown.ids[thing], "command": shown.commands[thing], **shown.marks[thing]}
        for page, address in SINGLY.items():
            answer = caller.get(address.format(**{"photo": "none", "file": "none", **parts}))
            if answer.status_code == 200:
                if page in ("photograph", "document"):
                    seen.add((page, thing, "open", standing))
                    continue
                seen |= {(page, thing, name, standing) for _thing, name in found_in(shown, words_of(answer), [thing])}
        if not briefly and (standing in OWN or thing == next(iter(THINGS))):
            seen |= _together(shown, standing, who, caller, [thing] if standing in OWN else list(THINGS))
    return seen


def _together(shown: Shown, standing: str, who: str, caller: Caller, things: list[str]) -> Seen:
    seen: Seen = set()
    if who and who not in shown.feeds:
        shown.feeds[who] = make_feed(actor=shown.plant.acting(who, NOW), at=NOW, command=key())
    for page, addresses in TOGETHER.items():
        for address in addresses:
            answer = caller.get(address.format(talked=shown.talked, feed=shown.feeds.get(who, "none")))
            if answer.status_code == 200:
                people = standing in (*OWN, "checker") or page in ("own copy", "ledger")  # one's own name stands on every page
                seen |= {(page, thing, name, standing) for thing, name in found_in(shown, words_of(answer), things, people=people)}
    if who:
        said = "\n".join(f"{row.title} {row.url}" for row in Message.objects.filter(person=shown.plant.people[who]))
        seen |= {("told", thing, name, standing) for thing, name in found_in(shown, said, things)}
    return seen


HEAD = """\
# Which field of which thing is shown to whom, on which page. A line for each page, thing and field that anybody is shown; a column for how
# a person stands to the thing: x is shown, . is not. What has no line is shown to nobody there.
# plain: an opinion under its name. discreet: the raiser asked not to be named. about: it is about somebody (whom). conduct: about somebody's
# conduct. nameless: it came without a name. problem: a problem that was consulted on, done, checked and answered.
# All were found in the water works; the raiser's team belongs to the gas works, the owner to the office that handles it.
# raiser, owner, whom: those of this thing. leader: over the raiser's works. checker: checks it, and guards the water works. office: handles it.
# chief: of the water works. above: of the department (signs the answers). inspector: reads all. recipient: named for what is about conduct.
# asked: came to the consultation. stranger: of another department. audit: reads the ledger.
"""


def write(seen: Seen) -> None:
    lines = sorted(
        {one[:3] for one in seen},
        key=lambda one: (list({**SINGLY, **TOGETHER}).index(one[0]), list(THINGS).index(one[1]), (*FIELDS, "open").index(one[2])),
    )
    head = f"{'page':<20}{'thing':<10}{'field':<9}" + "".join(f"{who:<10}" for who in WHO)
    out, before = [HEAD + head], ("", "")
    for page, thing, name in lines:
        out += [""] if (page, thing) != before else []
        before = (page, thing)
        out.append(
            f"{page.replace(' ', '_'):<20}{thing:<10}{name:<9}"
            + "".join(f"{'x' if (page, thing, name, who) in seen else '.':<10}" for who in WHO)
        )
    FILE.write_text("\n".join(line.rstrip() for line in out) + "\n")


def expected() -> Seen:
    seen: Seen = set()
    for line in FILE.read_text().splitlines() if FILE.exists() else ():
        words = line.split()
        if words and not line.startswith("#") and words[0] != "page":
            page, thing, name, *cells = words
            seen |= {(page.replace("_", " "), thing, name, who) for who, cell in zip(WHO, cells, strict=True) if cell == "x"}
    return seen
