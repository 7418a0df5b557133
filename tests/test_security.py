"""The page on security says of every requirement where it is met, and what it names is there; and some rules are held everywhere."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from luoshi.base.refusal import Refusal
from luoshi.web.accounts import passwords
from luoshi.web.accounts.models import Account
from luoshi.web.accounts.services import enter, open_for_demo
from luoshi.web.privacy.models import Correction
from luoshi.web.tests.house import NOW, Caller, calls, clock
from tests.cast import Plant, key
from tools import parts

__all__ = ["calls", "clock"]
HOUSE = Path(__file__).parent.parent
SOURCE = HOUSE / "src" / "luoshi"
PAGE = HOUSE / "docs" / "security.md"
# Section: requirements of level 1, of level 2 (of OWASP ASVS 5.0.0). Level 3 is not asked for here.
ASKED = """
1.1 0 2|1.2 5 4|1.3 2 9|1.4 0 3|1.5 1 1|2.1 1 2|2.2 2 1|2.3 1 3|2.4 0 1|3.2 2 0|3.3 1 3|3.4 2 4|3.5 3 2|3.7 0 2|4.1 1 2|4.2 0 1|4.3 0 2|4.4 1 3
5.1 0 1|5.2 2 1|5.3 2 0|5.4 0 3|6.1 1 2|6.2 8 4|6.3 2 2|6.4 2 2|6.5 0 5|6.6 0 3|6.8 0 4|7.1 0 3|7.2 4 0|7.3 0 2|7.4 2 3|7.5 0 2|7.6 0 2
8.1 1 1|8.2 2 1|8.3 1 0|8.4 0 1|9.1 3 0|9.2 1 3|10.1 0 2|10.2 0 2|10.3 0 4|10.4 5 6|10.5 0 5|10.6 0 2|10.7 0 3
11.1 0 2|11.2 0 3|11.3 2 1|11.4 1 3|11.5 0 1|11.6 0 1|12.1 1 2|12.2 2 0|12.3 0 4|13.1 0 1|13.2 0 5|13.3 0 2|13.4 1 4
14.1 0 2|14.2 1 3|14.3 1 2|15.1 1 2|15.2 1 2|15.3 1 6|16.1 0 1|16.2 0 5|16.3 0 4|16.4 0 3|16.5 0 3|17.1 0 1|17.2 0 4|17.3 0 2
"""
KNOWN_STATEMENTS = {
    *("base/databases/rows.py", "base/ledger/commands.py", "base/search/selectors.py", "base/search/services.py"),
    *(
        "base/copies/compiled.py",
        "base/databases/postgresql/base.py",
    ),  # words of the query sets themselves, values apart or spelled by psycopg
    *("kernel/matters/services/raising.py", "kernel/postings/services/posting.py"),
    *(
        "kernel/metrics/folding.py",
        "kernel/matters/summing.py",
        "base/search/tables.py",
        "base/ledger/triggers.py",
        "base/ledger/sealing.py",
        "site/checkup/machine.py",
    ),
    *(
        "site/backups/tables.py",
        "site/backups/making.py",
        "site/backups/filling.py",
        "site/backups/restoring.py",
        "site/backups/drilling.py",
    ),
    *("site/checkup/keeping.py", "base/databases/durable.py", "site/commands/bench.py", "site/commands/upgrade.py"),
    *("site/bench/bare.py", "site/bench/running.py", "site/bench/spending.py"),
    *("mechanisms/voice/services/shredding.py", "mechanisms/voice/spool.py"),
}
PHONE_CODES = {"web/accounts/totp.py"}
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.(?:py|md|toml|html|js)(?:::\w+)?)`")
TALLY = (
    "Of {asked} requirements {answered} are met, {automatic} of these by a test that runs; {aside} do not apply; {otherwise} are decided "
    "otherwise; {open} are open, {first} of them on level 1."
)


def asked() -> dict[str, int]:
    """Every requirement with its level; in each section those of level 1 come first."""
    found = {}
    for section, first, second in _sections():
        for number in range(1, first + second + 1):
            found[f"{section}.{number}"] = 1 if number <= first else 2
    return found


def _sections() -> Iterator[tuple[str, int, int]]:
    for one in ASKED.replace("\n", "|").split("|"):
        if one:
            section, first, second = one.split()
            yield section, int(first), int(second)


def rows() -> list[tuple[str, int, str, str]]:
    return [(number, int(level), words, answer) for number, level, words, answer in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def test_every_requirement_of_levels_one_and_two_has_one_line() -> None:
    assert len(asked()) == 253 and sum(level == 1 for level in asked().values()) == 70
    told = [number for number, _level, _words, _answer in rows()]
    assert sorted(told) == sorted(set(told)), "told twice"
    assert set(told) == set(asked())
    assert {number: level for number, level, _words, _answer in rows()} == asked()


def test_a_line_is_short_and_begins_with_how_it_is_answered() -> None:
    for number, _level, words, answer in rows():
        assert len(words.split()) <= 10, number
        assert answer.startswith(("test ", "code ", "here: ", "no: ", "otherwise: ", "open: ")), number
        assert not answer.startswith(("test", "code")) or NAMED.search(answer), number


def test_every_file_and_every_test_that_is_named_is_there() -> None:
    for number, _level, _words, answer in rows():
        for named in NAMED.findall(answer):
            path, _colons, name = named.partition("::")
            file = HOUSE / path
            assert file.exists(), f"{number}: {path}"
            assert not name or f"def {name}(" in file.read_text(encoding="utf-8"), f"{number}: {named}"
        assert answer.startswith("test ") is answer.startswith("test `")
        assert not answer.startswith("test ") or any("::" in named for named in NAMED.findall(answer)), number


def test_the_sum_at_the_top_is_the_sum_of_the_lines() -> None:
    told = rows()
    open_ = [level for _number, level, _words, answer in told if answer.startswith("open: ")]
    aside = [answer for _number, _level, _words, answer in told if answer.startswith("no: ")]
    otherwise = [answer for _number, _level, _words, answer in told if answer.startswith("otherwise: ")]
    line = TALLY.format(
        asked=len(told), answered=len(told) - len(open_) - len(aside) - len(otherwise), automatic=sum(answer.startswith("test ") for *_row, answer in told),
        aside=len(aside), otherwise=len(otherwise), open=len(open_), first=open_.count(1),
    )  # fmt: skip
    assert line in PAGE.read_text(encoding="utf-8"), f"write: {line}"


# parts from others


def test_every_part_from_others_stands_in_the_list() -> None:
    listed = set(re.findall(r"^\| ([\w.-]+) \| \d", (HOUSE / "docs" / "parts.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(parts.parts()) - listed == set(), "a part has come along: look at it, then python tools/parts.py list"
    assert {"django", "pillow", "sqlparse"} <= listed


def test_a_part_two_lines_behind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        {"name": "Django", "version": "3.2", "latest_version": "5.2"},
        {"name": "Jinja2", "version": "3.1", "latest_version": "4.0"},
        {"name": "holidays", "version": "0.90", "latest_version": "0.110"},
        {"name": "a-strangers", "version": "1.0", "latest_version": "9.0"},
    ]
    monkeypatch.setattr(parts.subprocess, "run", lambda *_asked, **_how: SimpleNamespace(stdout=json.dumps(told)))
    assert parts.behind() == ["django 3.2, the newest is 5.2", "holidays 0.90, the newest is 0.110"]


@pytest.mark.parametrize("password", ["1qaz2wsx3edc", "qwertyuiop123", "Password123"])
def test_a_stolen_password_is_refused(plant: Plant, password: str) -> None:
    wang = plant.people["wang"]
    with pytest.raises(Refusal, match="common"), translation.override("en"):
        passwords.must_be_good(Account(person=wang), wang, password)


# rules that hold everywhere


def product() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_no_words_are_run_as_code_and_no_shell_is_asked() -> None:
    for file, tree in product():
        for name, node in called(tree):
            assert name not in ("eval", "exec", "os.system", "os.popen", "compile", "marshal.loads", "yaml.load"), f"{file}: {name}"
            assert not any(one.arg == "shell" for one in node.keywords), f"{file}: {name} with a shell"


def test_statements_of_our_own_stand_where_they_are_known() -> None:
    writers = {
        file
        for file, tree in product()
        for name, _node in called(tree)
        if name.rpartition(".")[2] in ("execute", "executemany", "raw", "RawSQL", "extra")
    }
    assert writers <= KNOWN_STATEMENTS, "own SQL takes its values apart from the statement and is read by somebody before it stands here"


def test_only_strong_digests_and_sealed_ciphers_are_used() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        text, file = path.read_text(encoding="utf-8"), str(path.relative_to(SOURCE))
        if "tests" not in path.parts:
            assert not re.search(r"\b(md5|ECB|CBC|DES3?|RC4)\b", text), file
            assert "sha1" not in text.lower() or file in PHONE_CODES, (
                f"{file}: only the codes of phones are made with it, as their standard says"
            )
        luck = re.search(r"\brandom\.(?!SystemRandom)[a-z]+\(", text) and "tests" not in path.parts and "demo" not in file
        assert not luck, f"{file}: what must not be guessed comes from secrets"


def test_what_is_packed_by_python_is_read_in_one_place_alone() -> None:
    readers = {
        file for file, tree in product() for name, _node in called(tree) if name in ("pickle.load", "pickle.loads", "pickle.Unpickler")
    }
    assert readers <= {"adapters/spreadsheets/folder.py"}


def test_what_is_drawn_as_it_stands_was_drawn_by_a_template() -> None:
    writers = {file for file, tree in product() for name, _node in called(tree) if name in ("mark_safe", "SafeString", "Markup")}
    assert writers <= {"web/depth.py", "web/jinja.py"}
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "|safe" not in text and "| safe" not in text and "autoescape false" not in text, path


def test_scripts_write_text_never_markup_and_keep_nothing_in_the_browser() -> None:
    for path in SOURCE.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "postMessage",
            "importScripts",
        ):
            assert word not in text, f"{path.name}: {word}"
        for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.open"):
            assert word not in text, f"{path.name}: {word}"


def test_pages_fetch_nothing_from_elsewhere() -> None:
    for path in SOURCE.rglob("*.html"):
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", path.read_text(encoding="utf-8")), path


def test_a_password_is_typed_covered_and_may_be_pasted_or_filled_in() -> None:
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "onpaste" not in text
        for field in re.findall(r"<input[^>]*name=\"(?:password|again|old|new)\"[^>]*>", text):
            assert 'type="password"' in field and re.search(r'autocomplete="(current|new)-password"', field), path


def test_the_settings_are_those_of_a_house_in_use() -> None:
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert settings.CSRF_COOKIE_HTTPONLY and settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert set(settings.LOGGING["handlers"]) == {"stderr"}
    assert (
        settings.LOGGING["formatters"]["lines"]["()"] == "luoshi.base.logs.Lines"
    )  # its moments bear their zone: see base/tests/test_logs.py
    assert not any(app.startswith(("django.contrib.admin", "debug")) for app in settings.INSTALLED_APPS)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/w/sign-in", "/w/me", "/w/report/7F3K9A", "/w/sign-out", "/w/purposes"])
def test_a_form_without_its_mark_is_refused(plant: Plant, calls: Callable[[str], Caller], address: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = calls("wang").cookies
    assert stranger.post(address, {"command": str(key()), "text": "x"}).status_code == 403


@pytest.mark.django_db
def test_another_name_for_the_house_is_refused(plant: Plant) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/w/sign-in").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/static/", "/static/luoshi/", "/.git/config", "/static/../secret", "/static/%2e%2e/secret", "/secret", "/admin/"]
)
def test_nothing_lists_a_folder_and_nothing_but_what_is_meant_is_given(plant: Plant, address: str) -> None:
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_an_error_says_nothing_of_the_inside_and_stands_whole_in_the_log(
    plant: Plant, calls: Callable[[str], Caller], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wang = calls("wang")
    wang.raise_request_exception = False

    def break_down(*_asked: object) -> int:
        raise RuntimeError("inner secret")

    monkeypatch.setattr("luoshi.web.shell.count_waiting", break_down)
    answer = wang.get("/w/me")
    assert answer.status_code == 500
    said = answer.content.decode()
    assert "inner secret" not in said and "Traceback" not in said and len(said) < 300
    assert any(record.levelname == "ERROR" and record.exc_info and "inner secret" in str(record.exc_info[1]) for record in caplog.records)


@pytest.mark.django_db
def test_a_field_that_a_form_does_not_have_changes_nothing(plant: Plant, calls: Callable[[str], Caller]) -> None:
    more = {
        "person": plant.people["gao"].pk,
        "person_id": plant.people["gao"].pk,
        "answered_at": "2026-01-01",
        "answer": "x",
        "due_at": "x",
    }
    assert calls("wang").post("/w/me", {"command": str(key()), "text": "姓名写错", **more}).status_code == 302
    row = Correction.objects.get()
    assert row.person == plant.people["wang"] and row.answer == "" and row.answered_at is None


@pytest.mark.django_db
def test_a_long_password_with_blanks_is_taken_exactly_as_typed(plant: Plant) -> None:
    account, typed = open_for_demo(at=NOW, person=plant.people["wang"]), "Ein langer Satz 7 " * 5 + "!"
    passwords.must_be_good(account, plant.people["wang"], typed)
    passwords.keep(account, typed, NOW)
    assert passwords.proves(account, typed, NOW)
    for other in (typed[:-1], typed.lower(), typed.replace("  ", " ").strip("!"), typed + " ", typed[:72]):
        assert not passwords.proves(account, other, NOW)


@pytest.mark.django_db
def test_a_session_is_long_random_and_another_each_time(plant: Plant) -> None:
    account = open_for_demo(at=NOW, person=plant.people["wang"])
    tokens = {enter(at=NOW, account=account) for _each in range(5)}
    assert len(tokens) == 5 and all(len(token) >= 43 for token in tokens)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/w/", "/w/me", "/w/inbox", "/w/report/", "/w/purposes", "/w/nothing-here"])
def test_signing_out_is_on_every_page(plant: Plant, calls: Callable[[str], Caller], address: str) -> None:
    assert 'action="/w/sign-out"' in calls("wang").get(address).content.decode()
