"""The parts from others that the house is made of: lists them in docs/parts.md, and says which are older than was promised.

`python tools/parts.py list` writes the list of what is installed to run it; `python tools/parts.py behind` asks the package index for the
newest version of each and ends with 1 where a part is more than one line of versions (its first number, or its second where the first is
zero) behind and no reason is written down in docs/parts.md.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PAGE = HOUSE / "docs" / "parts.md"
NAME = re.compile(r"^[A-Za-z0-9._-]+")
EXTRAS = re.compile(r"\[([^\]]+)\]")
HEAD = """# Parts from others

Everything that is installed to run the house: what `pyproject.toml` names (why, stands in [decisions](decisions/0001-dependencies.md)) and
what comes along with it. `python tools/parts.py list` writes this page; a test compares the names with what is installed.

| part | seen with version | licence | comes with |
|---|---|---|---|
"""
REASONS = """
## Older on purpose

One line for each part that may stay more than one line of versions behind: `part: reason`.

{reasons}
"""


def key(name: str) -> str:
    """A name as the index knows it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needs(one: Distribution, extras: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a part asks for on this machine, with the extras it asks for."""
    from packaging.requirements import Requirement

    for line in one.requires or ():
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield asked.name, tuple(asked.extras)


def parts() -> dict[str, tuple[Distribution, set[str]]]:
    """Every installed part by its name in the index, with the names of those that bring it; `luoshi` brings those named by the house."""
    found: dict[str, tuple[Distribution, set[str]]] = {}
    todo: list[tuple[str, tuple[str, ...], str]] = [(name, extras, "luoshi") for name, extras in needs(distribution("luoshi"))]
    while todo:
        name, extras, by = todo.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue  # asked for on other machines only
        known = found.get(key(name))
        found[key(name)] = (one, {*(known[1] if known else ()), by})
        if known is None or extras:
            todo += [(more, further, key(name)) for more, further in needs(one, extras) if by != key(more)]
    return found


def licence(one: Distribution) -> str:
    """The licence in a few words, as the part says it."""
    told = one.metadata
    classified = [line.rsplit(" :: ", 1)[-1] for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    said = told.get("License-Expression") or "; ".join(classified) or (told.get("License") or "").split("\n", 1)[0]
    return said.strip()[:60] or "see the part"


def page() -> str:
    rows = [
        f"| {name} | {one.version} | {licence(one)} | {', '.join(sorted(by)).replace('luoshi', 'named')} |"
        for name, (one, by) in sorted(parts().items())
    ]
    return (
        HEAD + "\n".join(rows) + "\n" + REASONS.format(reasons="\n".join(f"- {name}: {why}" for name, why in reasons().items()) or "None.")
    )


def reasons() -> dict[str, str]:
    """The parts that may stay behind, with the reason."""
    told = PAGE.read_text(encoding="utf-8").partition("## Older on purpose")[2] if PAGE.exists() else ""
    return dict(re.findall(r"^- ([\w.-]+): (.+)$", told, re.MULTILINE))


def line_of(version: str) -> tuple[int, int]:
    """The line a version belongs to: its first number, and the second where the first is zero."""
    numbers = [int(one) for one in re.findall(r"\d+", version)[:2]] + [0, 0]
    return (numbers[0], 0) if numbers[0] else (0, numbers[1])


def behind() -> list[str]:
    """Which parts are more than one line behind the newest of the index, in words."""
    asked = [sys.executable, "-m", "pip", "list", "--outdated", "--format", "json", "--disable-pip-version-check"]
    rows = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    ours, allowed, out = parts(), reasons(), []
    for row in rows:
        name, now, newest = key(row["name"]), line_of(row["version"]), line_of(row["latest_version"])
        steps = newest[0] - now[0] if newest[0] != now[0] else newest[1] - now[1]
        if name in ours and steps > 1 and name not in allowed:
            out.append(f"{name} {row['version']}, the newest is {row['latest_version']}")
    return out


def main() -> int:
    if sys.argv[1:] == ["list"]:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if sys.argv[1:] == ["behind"]:
        found = behind()
        sys.stdout.write("".join(f"{line}\n" for line in found) + f"{len(found)} of {len(parts())} parts are older than was promised\n")
        return 1 if found else 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main())
