"""Takes one rule after the other out of what keeps things from people, and looks whether a test notices.

    .venv/bin/python tools/mutants.py                        every part
    .venv/bin/python tools/mutants.py policy selectors       these parts
    .venv/bin/python tools/mutants.py policy --sample 40     so many of each part, always the same
    .venv/bin/python tools/mutants.py --list                 what would be taken out

No file is changed. The tests of a part are collected and run once, which tells how long each takes and which functions it calls; then each
rule is tried by a child of that process in which one function has other code, with the tests that call it, quickest first. A rule whose
going no test notices is printed with its place. What changes nothing at all stands in `mutants.txt` with its reason and is counted apart.
Status 1 where less than --least percent is noticed, or where the tests fail as they are.
"""

import argparse
import ast
import contextlib
import importlib
import inspect
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from mutating import Mutant, functions, mutants, of_steps, of_tuples

ROOT = Path(__file__).resolve().parent.parent
SAME = Path(__file__).with_suffix(".txt")
DESK = tuple(f"tests/permissions/test_{name}.py" for name in ("rules", "steps", "standing", "administrators_doors"))
MATTERS, ORG, WEB = "src/luoshi/kernel/matters/tests", "src/luoshi/kernel/org/tests", "src/luoshi/web/tests"
POLICY = (
    "kernel/matters/relations", "kernel/matters/recusal", "kernel/matters/nameless", "kernel/matters/offices", "kernel/matters/unlisted",
    "kernel/org/scope", "kernel/org/rights", "kernel/org/held", "kernel/org/roles", "kernel/org/standing_in", "kernel/postings/reach",
    "mechanisms/consultations/reach",
)  # fmt: skip
READING = (
    "selectors", "desk", "finding", "repeats", "overview", "promises", "sheet", "numbers", "counts", "phrases", "hanging", "proposing",
    "dossier", "kept", "listing", "rota_selectors", "openings", "waiting",
)  # fmt: skip
TESTS = {  # which tests are asked about a part of the house, beside those of its policy
    "kernel/matters": (MATTERS,),
    "kernel/org": (ORG,),
    "kernel/metrics": ("src/luoshi/kernel/metrics/tests", f"{WEB}/test_figure_page.py"),
    "kernel": ("src/luoshi/kernel/postings/tests", "src/luoshi/mechanisms/public_list/tests", "src/luoshi/mechanisms/opinions/tests"),
    "mechanisms/consultations": ("src/luoshi/mechanisms/consultations/tests",),
    "mechanisms/opinions": ("src/luoshi/mechanisms/opinions/tests",),
    "mechanisms/public_list": ("src/luoshi/mechanisms/public_list/tests",),
    "mechanisms/voice": ("src/luoshi/mechanisms/voice/tests",),
    "mechanisms": ("src/luoshi/mechanisms",),
    "adapters": ("src/luoshi/adapters",),
    "web/accounts": ("src/luoshi/web/accounts/tests", f"{WEB}/test_accounts_page.py"),
    "web": (WEB, "src/luoshi/web/privacy/tests"),
}
QUICK = (  # of the policy itself
    *(f"{MATTERS}/test_{name}.py" for name in ("kept_from", "recusal", "who_may_what", "every_list", "in_depth")),
    *(f"{ORG}/test_{name}.py" for name in ("units_and_roles", "trees", "deputies")),
    "src/luoshi/kernel/postings/tests", *(f"src/luoshi/mechanisms/{name}/tests/test_rules.py" for name in ("consultations", "voice")),
)  # fmt: skip


def home_of(module: str) -> str:
    return next(part for part in TESTS if module.startswith(part + "/"))


def parts() -> dict[str, dict[str, bool]]:
    """The parts of the house: their modules, and whether all of their rules are taken out or only what keeps something from somebody."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for path in sorted((ROOT / "src/luoshi").rglob("*.py")):
        module = str(path.relative_to(ROOT / "src/luoshi").with_suffix(""))
        if {"tests", "migrations"} & set(path.parts) or module.startswith(("base/", "site/")) or "/" not in module or module.endswith("__"):
            continue
        if module in POLICY:
            found["policy"][module] = True
        elif Path(module).name in READING:
            found["selectors"][module] = False
        else:
            found[home_of(module).replace("/", ".")][module] = False
    return found


def tests_of(part: str, modules: Sequence[str]) -> list[str]:
    homes = QUICK if part == "policy" else dict.fromkeys(one for module in modules for one in TESTS[home_of(module)])
    return [one for one in dict.fromkeys([*DESK, *homes]) if (ROOT / one).exists()]


def source_of(module: str) -> str:
    return (ROOT / "src/luoshi" / f"{module}.py").read_text()


def dotted(module: str) -> str:
    return "luoshi." + module.replace("/", ".")


def all_mutants(modules: dict[str, bool]) -> list[Mutant]:
    found = [one for module, whole in modules.items() for one in mutants(dotted(module), source_of(module), whole=whole)]
    return [
        *found,
        *(one for module in modules for one in of_tuples(dotted(module), source_of(module))),
        *(of_steps() if "kernel/matters/relations" in modules else ()),
    ]


def same() -> dict[str, str]:
    """What changes nothing, with its reason: `place: was -> now  # why`."""
    lines = SAME.read_text().splitlines() if SAME.exists() else []
    return dict(line.split("  # ", 1) for line in lines if line.strip() and not line.startswith("#"))


class Unplantable(Exception):
    """This one cannot be put in the place of the function."""


def function_of(place: tuple[str, str, str]) -> FunctionType:
    module, owner, name = place
    home: Any = importlib.import_module(module)
    for one in filter(None, (owner, name)):
        home = inspect.getattr_static(home, one) if inspect.isclass(home) else getattr(home, one)
    home = home.fget if isinstance(home, property) else getattr(home, "__func__", home)
    if hasattr(home, "cache_clear"):
        home.cache_clear()
    found = inspect.unwrap(home)
    if not isinstance(found, FunctionType):
        raise Unplantable(name)
    return found


def code_of(module: str, function: ast.FunctionDef) -> Any:
    names: dict[str, Any] = {}
    exec(compile(ast.Module([function], []), "<without a rule>", "exec"), vars(importlib.import_module(module)), names)
    return names[function.name].__code__


def plant(mutant: Mutant) -> None:
    """The function gets the other code where everybody holds it already; a tuple or a step is exchanged wherever it is held."""
    if mutant.owner == "=":
        _plant_tuple(mutant)
    elif mutant.owner in ("by", "never"):
        from luoshi.kernel.matters.kinds import kinds

        steps: Any = kinds[mutant.module].workflow.steps
        steps[mutant.name] = replace(steps[mutant.name], **{mutant.owner: getattr(steps[mutant.name], mutant.owner) - {mutant.was}})
    else:
        try:
            function_of(mutant.place).__code__ = code_of(mutant.module, mutant.function)
        except (ValueError, AttributeError, NameError) as error:
            raise Unplantable(str(error)) from error


def _plant_tuple(mutant: Mutant) -> None:
    old = getattr(importlib.import_module(mutant.module), mutant.name)
    new = tuple(one for one in old if one != mutant.was)
    for name, module in list(sys.modules.items()):
        if not name.startswith("luoshi"):
            continue
        for called, value in list(vars(module).items()):
            if value is old:
                setattr(module, called, new)
            elif isinstance(value, FunctionType):
                if value.__defaults__:
                    value.__defaults__ = tuple(new if one is old else one for one in value.__defaults__)
                for key, one in (value.__kwdefaults__ or {}).items():
                    if one is old:
                        value.__kwdefaults__[key] = new  # type: ignore[index]


class Trying:
    """The tests run once as they are, then in a child for each mutant until one notices."""

    def __init__(self, asked: Sequence[Mutant], at_once: int, budget: float) -> None:
        self.asked, self.at_once, self.budget = list(asked), at_once, budget
        self.took: dict[int, float] = defaultdict(float)
        self.calls: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self.killers: dict[str, list[int]] = defaultdict(list)
        self.rank: dict[int, int] = {}
        self.running = -1
        self.failed: set[int] = set()
        self.survived: list[tuple[Mutant, str]] = []
        self.noticed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.took[self.running] += report.duration
        if report.failed:
            self.failed.add(self.running)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        files = list(dict.fromkeys(item.path for item in session.items))  # as they were asked for: the policy's own first
        self.rank = {n: files.index(item.path) for n, item in enumerate(session.items)}
        touched: set[tuple[str, str, str]] = set()
        honest = _listening({one.place for one in self.asked if one.owner not in ("=", "by", "never")}, touched)
        for n in range(len(session.items)):
            touched.clear()
            self._one(session, n)
            for place in touched:
                self.calls[place].add(n)
        for function, code in honest.items():
            function.__code__ = code
        if self.failed:
            return True
        self._try_all(session)
        return True

    def _one(self, session: pytest.Session, n: int) -> None:
        self.running, items = n, session.items
        items[n].config.hook.pytest_runtest_protocol(item=items[n], nextitem=items[(n + 1) % len(items)])

    def _order(self, mutant: Mutant, many: int) -> list[int]:
        """The tests that call it: what noticed its neighbours first, then file by file, quickest first, as many as fit."""
        calling = self.calls[mutant.place] if mutant.owner not in ("=", "by", "never") else set(range(many))
        last = {n: place for place, n in enumerate(self.killers[mutant.module])}
        order, spent = [], 0.0
        for n in sorted(calling, key=lambda n: (-last.get(n, -1), self.rank[n], self.took[n])):
            spent += self.took[n]
            if order and spent > self.budget:
                break
            order.append(n)
        return order

    def _try_all(self, session: pytest.Session) -> None:
        running: dict[int, tuple[Mutant, int]] = {}
        waiting = list(self.asked)
        while waiting or running:
            while waiting and len(running) < self.at_once:
                mutant = waiting.pop(0)
                read, write = os.pipe()
                child = os.fork()
                if not child:
                    self._child(session, mutant, write)
                os.close(write)
                running[child] = mutant, read
            done, status = os.wait()
            mutant, read = running.pop(done)
            with os.fdopen(read) as heard:
                self._heard(mutant, heard.read(), status)

    def _heard(self, mutant: Mutant, said: str, status: int) -> None:
        if said.isdigit():
            self.killers[mutant.module].append(int(said))
        if said.isdigit() or os.WIFSIGNALED(status):  # one that never ends is noticed too, and said
            self.noticed += 1
            if not said.isdigit():
                print(f"  never ended: {mutant.line} {mutant.words()[:300]}", flush=True)
            return
        self.survived.append((mutant, said or "nobody can say"))
        print(f"  {said or 'nobody can say'}: {mutant.line} {mutant.words()[:300]}", flush=True)

    def _child(self, session: pytest.Session, mutant: Mutant, write: int) -> None:
        signal.alarm(int(self.budget * 4) + 60)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        said = "nobody can say"
        try:
            order = self._order(mutant, len(session.items))
            plant(mutant)
            said = "survived" if order else "no test calls it"
            for n in order:
                self._one(session, n)
                if self.failed:
                    said = str(n)
                    break
        except Unplantable:
            said = "cannot be planted"
        except BaseException:
            said = str(self.running)
        with contextlib.suppress(OSError):
            os.write(write, said.encode())
        os._exit(0)


def _listening(places: set[tuple[str, str, str]], touched: set[tuple[str, str, str]]) -> dict[FunctionType, Any]:
    """Each of these functions says when it is called; their own code, to be put back."""
    import builtins

    names = sorted(places)
    builtins.luoshi_called = lambda n: touched.add(names[n])  # type: ignore[attr-defined]
    honest: dict[FunctionType, Any] = {}
    for module in {module for module, _owner, _name in names}:
        for owner, function in functions(Path(importlib.import_module(module).__file__ or "").read_text()):
            place = (module, owner, function.name)
            if place in places:
                function.decorator_list = []
                function.body.insert(0, ast.parse(f"luoshi_called({names.index(place)})").body[0])
                with contextlib.suppress(Unplantable, ValueError, AttributeError):
                    own = function_of(place)
                    honest[own], own.__code__ = own.__code__, code_of(module, ast.fix_missing_locations(function))
    return honest


def try_part(part: str, modules: dict[str, bool], asked: argparse.Namespace) -> dict[str, Any]:
    """One part in this process: how many, how many noticed, what nobody noticed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    import django

    django.setup()
    known = same()
    found = [one for one in all_mutants(modules) if any(word in one.words() for word in asked.only)]
    nothing = [one for one in found if one.words() in known]
    chosen = [one for one in found if one.words() not in known]
    if asked.sample:
        chosen = random.Random(part).sample(chosen, min(asked.sample, len(chosen)))
    if asked.list:
        print("\n".join(f"{one.line:4} {one.words()}" for one in chosen))
        return {"all": 0, "noticed": 0, "same": 0, "survived": []}
    trying = Trying(chosen, asked.at_once, asked.budget)
    tests = [str(ROOT / one) for one in asked.tests or tests_of(part, list(modules))]
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-p",
        "no:randomly",
        "-m",
        "not sweep and not browser",
        "-s",
        "--no-header",
        "--no-summary",
    ]
    pytest.main([*tests, *options, "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")], plugins=[trying])
    survived = [f"{why}: {one.words()}" for one, why in trying.survived]
    return {"all": len(chosen), "noticed": trying.noticed, "same": len(nothing), "survived": survived, "failed": len(trying.failed)}


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("parts", nargs="*", default=[], help=", ".join(parts()))
    reader.add_argument("--sample", type=int, default=0, help="so many mutants of each part, always the same")
    reader.add_argument("--only", nargs="+", default=[""], help="only those with one of these words in their line")
    reader.add_argument("--least", type=float, default=90.0, help="the share in percent that must be noticed")
    reader.add_argument("--at-once", type=int, default=2)
    reader.add_argument("--budget", type=float, default=30.0, help="seconds of tests for each mutant at most")
    reader.add_argument("--tests", nargs="+", default=[], help="ask these tests, not those of the part")
    reader.add_argument("--list", action="store_true", help="say what would be taken out, and try nothing")
    reader.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    houses = parts()
    if asked.into:
        asked.into.write_text(json.dumps(try_part(asked.parts[0], houses[asked.parts[0]], asked)))
        return 0
    start, wanted = time.monotonic(), asked.parts or list(houses)
    results = {}
    for part in wanted:
        began = time.monotonic()
        with tempfile.NamedTemporaryFile(suffix=".json") as kept:
            passed = [one for one in sys.argv[1:] if one not in asked.parts]
            subprocess.run([sys.executable, __file__, part, "--into", kept.name, *passed], cwd=ROOT, check=True)
            results[part] = one = json.loads(Path(kept.name).read_text())
        if not asked.list:
            print(
                f"{part}: {one['noticed']} of {one['all']} noticed, {one['same']} change nothing, {time.monotonic() - began:.0f} s",
                flush=True,
            )
    if asked.list:
        return 0
    if any(one["failed"] for one in results.values()):
        print("the tests fail as they are")
        return 1
    every, noticed = sum(one["all"] for one in results.values()), sum(one["noticed"] for one in results.values())
    share = 100 * noticed / every if every else 100.0
    print(f"rules taken out: {every}, noticed: {noticed}, {share:.1f} %, {time.monotonic() - start:.0f} s")
    return 0 if share >= asked.least else 1


if __name__ == "__main__":
    sys.exit(main())
