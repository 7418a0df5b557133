"""The walls of the house: portable names, light web process, no clock below the edges, small files, docs that know every room."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "luoshi"
RESERVED_WORDS = """
access add all alter and any as asc audit between by char check cluster column comment compress connect create current date
decimal default delete desc distinct drop else exclusive exists file float for from grant group having identified immediate
in increment index initial insert integer intersect into is key level like lock long maxextents minus mode modify noaudit
nocompress not nowait null number of offline on online option or order pctfree prior privileges public raw rename resource
revoke row rowid rownum rows select session set share size smallint start successful synonym sysdate table then to trigger
uid union unique update user validate values varchar view whenever where with
"""
RESERVED = set(RESERVED_WORDS.split())
OURS = [model for model in apps.get_models() if model.__module__.startswith("luoshi.")]
HEAVY = {"numpy", "pandas", "scipy", "duckdb", "ibis", "pyarrow", "holidays", "chinese_calendar", "docx", "docxtpl", "lxml"}


def code() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_names_in_the_database_are_short_and_not_reserved(model: type[models.Model]) -> None:
    names = [model._meta.db_table]
    names += [str(field.column) for field in model._meta.concrete_fields]
    names += [one.name for one in (*model._meta.indexes, *model._meta.constraints)]
    assert [name for name in names if len(name) > 30] == []
    assert [name for name in names if name.lower() in RESERVED] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_names_itself_and_uses_no_type_of_one_database_alone(model: type[models.Model]) -> None:
    assert not model._meta.db_table.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
    assert [field.name for field in model._meta.concrete_fields if "postgres" in type(field).__module__] == []


def test_the_web_process_loads_nothing_heavy() -> None:
    asked = "import luoshi.site.wsgi, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert HEAVY & set(loaded) == set()


def test_nobody_below_the_edges_asks_what_time_it_is() -> None:
    edges = {"luoshi/base/clock.py", "luoshi/web/middleware.py"}
    asking = []
    for path in code():
        name = str(path.relative_to(SOURCE.parent))
        if name in edges or "/site/" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("now", "utcnow", "today", "time", "monotonic")
            ):
                whole = ast.unparse(node.func)
                if whole in ("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic", "clock.now", "timezone.now"):
                    asking.append(f"{name}:{node.lineno} {whole}")
    assert asking == []


def test_variation_is_declared_not_asked_for_by_kind() -> None:
    asking = []
    for path in code():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.If) and re.search(r"\bkind\s*==\s*'(problem|hazard|opinion)'", ast.unparse(node.test)):
                asking.append(f"{path.name}:{node.lineno}")
    assert asking == []


def test_every_file_opens_with_a_sentence_saying_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in code() if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_most_files_can_be_held_in_mind() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in code())
    assert lengths[int(len(lengths) * 0.9)] <= 200, "nine of ten files stay under 200 lines"
    assert lengths[-1] <= 400, "no file grows past 400 lines"


def test_public_services_selectors_and_figures_say_what_they_promise() -> None:
    silent = []
    for path in code():
        if not re.search(r"(services|services/[a-z_]+)\.py$", str(path)):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(SOURCE)}: {node.name}")
    assert silent == []


def test_the_project_speaks_of_itself_alone() -> None:
    words = re.compile(r"\b(issue #?\d+|this session|subagent|/work/|\.\./shared)", re.IGNORECASE)
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.split()
    spoken = [
        name for name in tracked if name.endswith((".py", ".md", ".html", ".toml", "Makefile")) and words.search((ROOT / name).read_text())
    ]
    assert [name for name in spoken if name != "tests/test_house.py"] == []


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    for path in SOURCE.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), path


def test_the_stylesheets_stay_small() -> None:
    assert (SOURCE / "web/static/luoshi/luoshi.css").stat().st_size <= 25_000
    assert (SOURCE / "web/static/luoshi/paper.css").stat().st_size <= 2_500


def test_the_glossary_knows_every_kind_role_and_figure() -> None:
    from luoshi.kernel.matters.kinds import kinds
    from luoshi.kernel.metrics.figures import figures
    from luoshi.kernel.org.roles import ROLES

    glossary = (ROOT / "docs" / "glossary.md").read_text()
    names = [*kinds.names(), *figures.names(), *ROLES]
    assert [name for name in names if f"`{name}`" not in glossary] == []


def test_every_room_has_a_page_or_a_readme() -> None:
    nouns = ("org", "duties", "matters", "activities", "metrics", "appraisal", "postings", "base")
    assert [noun for noun in nouns if not (ROOT / "docs" / f"{noun}.md").exists()] == []
    rooms = [path for path in (SOURCE / "mechanisms").iterdir() if path.is_dir() and not path.name.startswith("_")]
    assert [room.name for room in rooms if not (room / "README.md").exists()] == []
