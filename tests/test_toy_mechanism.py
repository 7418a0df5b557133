"""A mechanism is one folder and one line of settings: a toy one, added to a copy of the house, is on every list, board and permission."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TOY = {
    "__init__.py": "",
    "README.md": "# Wishes\n",
    "apps.py": """
from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "luoshi.mechanisms.wishes"
    label = "wishes"

    def ready(self) -> None:
        from luoshi.base.workflow import State, Workflow, step
        from luoshi.kernel.matters.kinds import Kind, kind
        from luoshi.kernel.matters.models import Matter
        from luoshi.kernel.matters.needs import ANSWER
        from luoshi.kernel.metrics.figures import Figure, figure
        from luoshi.mechanisms.wishes.services import wish
        from luoshi.web.shelves import Tile, tile

        flow = Workflow(
            "wish",
            states=(State("wished", link="raised", label="wished"), State("heard", link="answered", label="heard"), State("over", link="answered", closed=True)),
            steps={
                "hear": step("wished -> heard", act="answer", by="handler", needs=(ANSWER,), label="Hear it"),
                "thank": step("heard -> over", act="confirm", by="raiser", label="Thank"),
            },
        )
        kind(Kind("wish", "Wish", "Wishes of the crew", flow, {"phone": "Phone"}))
        tile(Tile("wish", "A wish", "bulb", wish, {"phone": "Phone"}))
        figure(Figure("wishes.raised", label="Wishes raised", measure="wishes", of=lambda: Matter.objects.filter(kind="wish"), on="raised_on"))
""",
    "services.py": """
from luoshi.kernel.matters.services import raise_matter


def wish(*, actor, at, command, place, topic, text, photos=(), channel="phone", raiser=None, happened_at=None):
    return raise_matter(
        actor=actor, at=at, command=command, kind="wish", unit=place.unit, place=place, text=text, topic=topic, channel=channel, raiser=raiser, photos=photos
    )
""",
}

ASKED = """
import json, re, sys
import django
django.setup()
from django.test import Client

def enter(staff_no):
    client = Client()
    client.post(f"/w/demo/{staff_no}")
    return client

wang, chen, zhao, admin = enter("20416"), enter("20110"), enter("20731"), enter("90001")
form = wang.get("/w/report/7F3K9A").content.decode()
key = re.search(r'name="command" value="([^"]+)"', form)[1]
sent = wang.post("/w/report/7F3K9A", {"command": key, "tile": "wish", "text": "Please a bench by the pump house"})
url = re.search(r"/w/matters/[0-9]+", wang.get(sent["Location"]).content.decode())[0]
told = {
    "tile": 'value="wish"' in form,
    "menu": "Wishes of the crew" in chen.get("/w/inbox").content.decode(),
    "list": "bench by the pump" in chen.get("/w/list/wish").content.decode(),
    "inbox": "bench by the pump" in chen.get("/w/inbox").content.decode(),
    "mine": "bench by the pump" in wang.get("/w/").content.decode(),
    "step": "/steps/hear" in chen.get(url).content.decode(),
    "not for a stranger": zhao.get(url).status_code,
    "not for a worker": wang.get("/w/list/wish").status_code,
    "not for an administrator": admin.get(url).status_code,
}
form = chen.get(url).content.decode()
key = re.search(r'name="command" value="([^"]+)"', form)[1]
told["answered"] = chen.post(url + "/steps/hear", {"command": key, "answer": "A bench comes on Monday"}).status_code
told["figure"] = "bench by the pump" in chen.get("/w/figures/wishes.raised").content.decode()
print(json.dumps(told))
"""


@pytest.fixture
def copy(demo_home: Path) -> Path:
    """A copy of the house with the toy in its folder and one more line of settings, and the demonstration plant to show it in."""
    house = demo_home.parent
    shutil.copytree(ROOT / "src", house / "src", ignore=shutil.ignore_patterns("__pycache__", "tests"))
    toy = house / "src" / "luoshi" / "mechanisms" / "wishes"
    toy.mkdir()
    for name, text in TOY.items():
        (toy / name).write_text(text)
    settings = house / "src" / "luoshi" / "site" / "settings.py"
    before = settings.read_text()
    line = '    "luoshi.mechanisms.problems.apps.ProblemsConfig",\n'
    assert line in before
    settings.write_text(before.replace(line, line + '    "luoshi.mechanisms.wishes.apps.WishesConfig",\n'))
    return house


def run(copy: Path, *words: str) -> str:
    home = copy / "home"
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy / "src"),
        "LUOSHI_HOME": str(home),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "luoshi.site.settings",
    }
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environment, cwd=copy, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_toy_mechanism_of_one_folder_and_one_line_is_seen_everywhere(copy: Path) -> None:
    told = json.loads(run(copy, "-c", ASKED).splitlines()[-1])
    assert told == {
        "tile": True,
        "menu": True,
        "list": True,
        "inbox": True,
        "mine": True,
        "step": True,
        "not for a stranger": 404,
        "not for a worker": 404,
        "not for an administrator": 404,
        "answered": 302,
        "figure": True,
    }
    figures = json.loads(run(copy, "-m", "luoshi", "figures", "wishes.raised", "--unit", "WATER", "--records", "--json"))
    assert [(one["name"], one["value"], one["unit"]) for one in figures] == [("wishes.raised", 1, "wishes")]
    assert figures[0]["records"][0]["title"].startswith("Please a bench")


def test_without_it_the_house_stands_as_before() -> None:
    assert not (ROOT / "src" / "luoshi" / "mechanisms" / "wishes").exists()
    assert "wishes" not in (ROOT / "src" / "luoshi" / "site" / "settings.py").read_text()
