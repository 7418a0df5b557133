"""What went wrong in other products of this kind does not go wrong here: one sentence for each."""

import ast
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from luoshi.kernel.matters.models import Matter
from luoshi.mechanisms.public_list.tests.house import answered, posted, public
from luoshi.web.tests.house import Caller, calls, clock
from tests.cast import Plant, at, key

__all__ = ["calls", "clock"]
DRAWN = {"web/depth.py"}  # parts of a page that our own templates have drawn already
SOURCE = Path(__file__).resolve().parent.parent / "src" / "luoshi"
EARLY = at("2026-11-01 09:00")
FOREIGN = ("person", "user", "user_id", "raiser", "actor", "owner", "as", "on_behalf_of", "staff_no", "account")


def code() -> Iterator[tuple[str, ast.AST]]:
    for path in SOURCE.rglob("*.py"):
        if not {"migrations", "tests"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text())):
                yield str(path.relative_to(SOURCE)), node


def called(node: ast.AST) -> str:
    """The last name of what is called: `a.b.c()` is `c`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


@pytest.mark.django_db
def test_a_report_takes_nobodys_word_for_who_is_asking(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """A list that trusted a parameter `user` gave everybody's rows to everybody."""
    pk, wang = plant.report("zhao", EARLY, "别人的事", place="gas station"), calls("wang")
    for address in (
        f"/w/matters/{pk}",
        "/w/list/problem?view=all",
        "/w/leader",
        "/w/mine",
        "/w/search?q=别人的事",
        "/w/figures/problems.found",
    ):
        honest = wang.get(address)
        for name in FOREIGN:
            for other in (plant.people["zheng"].pk, "10000"):
                said = wang.get(f"{address}{'&' if '?' in address else '?'}{name}={other}")
                assert said.status_code == honest.status_code, (address, name)
                assert "别人的事" not in said.content.decode().replace("q=", "").replace('value="别人的事"', "") or "search" in address
    assert f"/w/matters/{pk}" not in wang.get(f"/w/search?q=别人的事&person={plant.people['zheng'].pk}").content.decode()


@pytest.mark.django_db
def test_a_form_takes_nobodys_word_for_who_is_acting(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """Foreign ids in every field change neither who raised it nor who may take a step."""
    wang, zheng = calls("wang"), plant.people["zheng"]
    foreign = dict.fromkeys(FOREIGN, str(zheng.pk)) | {"raiser_id": str(zheng.pk), "entered_by": str(zheng.pk), "proxy_staff_no": "10000"}
    sent = {"command": wang.command("/w/report/7F3K9A"), "tile": "equipment", "text": "阀门漏水", **foreign}
    assert wang.post("/w/report/7F3K9A", sent).status_code == 302
    made = Matter.objects.latest("pk")
    assert (made.raiser_id, made.entered_by_id) == (plant.people["wang"].pk, plant.people["wang"].pk)
    theirs = plant.report("zhao", EARLY, place="gas station")
    for step in ("register", "urge", "withdraw", "inform"):
        assert wang.post(f"/w/matters/{theirs}/steps/{step}", {"command": str(key()), "answer": "试", **foreign}).status_code == 404
        assert wang.post(f"/w/matters/{made.pk}/steps/register", {"command": str(key()), **foreign}).status_code == 422


def test_what_is_brought_in_names_no_file_to_be_opened() -> None:
    """An import that opened a path out of its data read every file of the server: whatever reads rows here opens nothing and fetches nothing."""
    rooms = ("base/sheets/", "kernel/org/taking_in", "mechanisms/opinions/ledger", "kernel/matters/services/history")
    openers = {"open", "urlopen", "read_text", "read_bytes", "open_workbook", "urlretrieve"}
    found = [(name, node.lineno) for name, node in code() if name.startswith(rooms[1:]) and called(node) in openers]
    assert found == []
    cells = [
        (name, node.lineno)
        for name, node in code()
        if isinstance(node, ast.Call) and called(node) in openers and "cell" in ast.unparse(node)
    ]
    assert cells == []


@pytest.mark.django_db
def test_printing_and_writing_documents_fetch_nothing(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """A PDF that fetched the pictures named in its text gave the session away: nobody calls at this door while everything is drawn."""
    with socket.socket() as canary:
        canary.bind(("127.0.0.1", 0))
        canary.listen()
        canary.setblocking(False)
        evil = f'<img src="http://127.0.0.1:{canary.getsockname()[1]}/x">'
        pk = answered(plant, words=evil)
        public(plant, pk, title=evil[:60], text=evil, answer=evil)
        paper = posted(plant, title=evil[:60], body=evil)
        chen = calls("chen")
        for address in (
            f"/w/matters/{pk}",
            f"/w/postings/{paper}",
            f"/w/postings/{paper}/print",
            f"/w/postings/{paper}/notice.docx",
            "/w/export/opinions?unit=WATER",
        ):
            answer = chen.get(address)
            assert answer.status_code == 200, address
            assert b'<img src="http://127' not in answer.getvalue(), address
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_no_template_and_no_code_comes_from_people() -> None:
    """Formulas, report scripts and templates from users became code on the server: nothing here evaluates, marks as safe or compiles."""
    found = [
        (name, node.lineno)
        for name, node in code()
        if called(node) in ("eval", "exec", "mark_safe", "from_string", "render_template_string")
    ]
    found = [one for one in found if one[0] not in DRAWN]
    found += [
        (name, node.lineno)
        for name, node in code()
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("pickle.loads", "yaml.load", "os.system", "compile")
    ]
    assert found == []


def test_templates_escape_what_people_wrote() -> None:
    """Text with signs of HTML came out as HTML: no template takes the escaping away."""
    bad = [
        (str(path.relative_to(SOURCE)), word)
        for path in SOURCE.rglob("*.html")
        for word in ("|safe", "| safe", "autoescape false", "autoescape off", "Markup(")
        if word in path.read_text()
    ]
    assert bad == []


@pytest.mark.django_db
def test_after_sign_in_nobody_is_led_out_of_the_house(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """A way back of `javascript:` or another host ran there."""
    guest, wang = calls(""), calls("wang")
    for bad in (
        "javascript:alert(1)",
        "//evil.example/w/",
        "https://evil.example/w/",
        "/w/\\evil.example",
        "/w/../../evil",
        "data:text/html,x",
        "%0d%0aX: y",
    ):
        said = guest.get("/w/sign-in", {"next": bad}).content.decode()
        kept = re.search(r'name="next" value="([^"]*)"', said)
        assert kept and kept[1].startswith("/w/"), bad  # a path of this house, whatever follows
        onward = wang.get("/w/language/en", {"next": bad}).headers["Location"]
        assert onward.startswith("/w/"), bad


@pytest.mark.django_db
def test_what_people_write_is_words_on_every_page(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """Markdown, several values in one field and signs of HTML ran as script: here they are words."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'[x](javascript:alert(3))"
    pk = plant.report("wang", EARLY, evil)
    for address in (f"/w/matters/{pk}", "/w/mine", "/w/"):
        said = calls("wang").text(address)
        assert "<script>alert" not in said and "<img src=x" not in said and 'href="javascript:' not in said, address
    for address in ("/w/list/problem?view=all&unit=WATER&unit=<script>alert(1)</script>", "/w/search?q=<script>alert(1)</script>"):
        assert "<script>alert" not in calls("chen").get(address).content.decode(), address


@pytest.mark.django_db
def test_every_door_refuses_the_same(plant: Plant, calls: Callable[[str], Caller]) -> None:
    """What the page refused, the feed, the file or the programs' way gave: here each second door to a matter is closed to a stranger."""
    pk = plant.report("zhao", EARLY, "关在门后", place="gas station")
    wang = calls("wang")
    doors = (f"/w/matters/{pk}", f"/w/matters/{pk}/steps/urge", "/w/export/opinions?unit=GAS", f"/w/public/{pk}", f"/w/consultations/new?matter={pk}",
             "/w/team/GAS", "/w/list/problem", "/w/search?q=关在门后", f"/w/batch/problem?step=register&m={pk}", "/api/me")  # fmt: skip
    for address in doors:
        answer = wang.get(address)
        assert "关在门后" not in answer.content.decode().replace("q=关在门后", "").replace('value="关在门后"', ""), address
        assert answer.status_code in (404, 405, 401) or address.startswith("/w/search"), (address, answer.status_code)


def test_a_notice_without_a_name_is_a_room_of_its_own() -> None:
    """Anonymity that was built on later broke with each change: no other room's tables know the voice, and its spool knows no person."""
    spool = (SOURCE / "mechanisms" / "voice" / "spool.py").read_text().lower()
    for word in ("person_id", "account_id", "remote_addr", "user_agent", "session"):
        assert word not in spool, word
