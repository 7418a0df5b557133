"""What is wrong with a plant after all that: opened by the product itself and compared with what was acknowledged.

`python -m tests.durability.looking` gets the product ready once, then reads one JSON line for each plant to look at and answers one line.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

MOST = 6


class Looker:
    """The process that looks; it stays, so that the product need not be loaded for each plant."""

    def __init__(self, postgresql: bool) -> None:
        from tests.browser.house import ROOT

        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUOSHI_", "DJANGO_")) and name != "DATABASE_URL"}
        kept |= {"LUOSHI_HOME": "/nonexistent", "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "PYTHONPATH": str(ROOT)}
        if postgresql:
            kept["DATABASE_URL"] = "postgresql://nobody:nothing@127.0.0.1:1/nothing"
        command = [sys.executable, "-m", "tests.durability.looking"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wrong(self, home: Path, database_url: str, commands: list[dict[str, Any]]) -> list[str]:
        """Everything that is not as it must be, in words; empty: nothing was lost, torn or doubled."""
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None and answered is not None
        asked.write(json.dumps({"home": str(home), "database": database_url, "commands": commands}) + "\n")
        asked.flush()
        found: list[str] = json.loads(answered.readline())
        return found

    def end(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(20)


@contextmanager
def looker(postgresql: bool) -> Iterator[Looker]:
    one = Looker(postgresql)
    try:
        yield one
    finally:
        one.end()


def look(commands: list[dict[str, Any]]) -> Iterator[str]:
    """Each check in turn."""
    from luoshi.base.ledger.verification import verify

    yield from _database_is_sound()
    yield from _references_hold()
    verdict = verify()
    if verdict.first_bad is not None:
        yield f"ledger: entry {verdict.first_bad} of {verdict.entries} is missing or wrong"
    yield from _files_are_there()
    yield from _everything_once(commands)
    yield from _nothing_half({one["text"] for one in commands if one["kind"] == "report"})


def _database_is_sound() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check(3)")
            yield from (f"corrupt: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
            return
        cursor.execute(
            "SELECT bt_index_check(index.oid::regclass, true) FROM pg_class index JOIN pg_am am ON am.oid = index.relam "
            "JOIN pg_namespace space ON space.oid = index.relnamespace WHERE am.amname = 'btree' AND space.nspname = 'public'"
        )


def _references_hold() -> Iterator[str]:
    """No record names another that is not there: asked, not trusted to the database that was hurt."""
    from django.apps import apps
    from django.db import connection, models

    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey) or not field.db_constraint:
                    continue
                there, other = field.related_model._meta.db_table, field.target_field.column
                cursor.execute(
                    f"SELECT count(*) FROM {name(model._meta.db_table)} a WHERE a.{name(field.column)} IS NOT NULL AND NOT EXISTS "
                    f"(SELECT 1 FROM {name(there)} b WHERE b.{name(other)} = a.{name(field.column)})"
                )
                (many,) = cursor.fetchone()
                if many:
                    yield f"torn: {many} rows of {model._meta.db_table} name a missing {there}"


def _files_are_there() -> Iterator[str]:
    from luoshi.base.files.keeping import path_of
    from luoshi.base.files.models import StoredFile

    for digest, kind in StoredFile.objects.values_list("digest", "kind"):
        path = path_of(digest, kind)
        if not path.exists():
            yield f"lost: file {digest[:12]} is named and not there"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"torn: file {digest[:12]} is not what was stored"


def _everything_once(commands: list[dict[str, Any]]) -> Iterator[str]:
    """What was acknowledged is there exactly once, with its key; what was not, at most once."""
    from luoshi.base.ledger.models import Command
    from luoshi.kernel.matters.models import Event, EventPhoto

    keys = {str(key) for key in Command.objects.values_list("command", flat=True)}
    texts = {one["text"] for one in commands if one["kind"] == "report"}
    raised = list(Event.objects.filter(act="raise", text__in=texts).values_list("text", "matter_id", "pk"))
    times, matters = Counter(text for text, _matter, _event in raised), {text: matter for text, matter, _event in raised}
    photos = Counter(EventPhoto.objects.filter(event__in=[event for *_x, event in raised]).values_list("event__text", flat=True))
    acts = Counter(Event.objects.filter(matter__in=matters.values()).values_list("matter_id", "act"))
    for one in commands:
        if one["kind"] == "report":
            many = times[one["text"]]
            if one["said_at"] and one["photo"] and many == 1 and photos[one["text"]] != 1:
                yield f"torn: {one['text']} has {photos[one['text']]} photographs"
        else:
            matter = one["matter"] or matters.get(one["text"], 0)
            many = acts[matter, "take" if one["kind"] == "step" else "claim"]
        if many > 1:
            yield f"double: {one['kind']} {one['text']} is there {many} times"
        if one["said_at"] and not many:
            yield f"lost: {one['kind']} {one['text']} was acknowledged"
        if one["said_at"] and one["key"] not in keys:
            yield f"lost: the key of {one['kind']} {one['text']}"


def _nothing_half(texts: Iterable[str]) -> Iterator[str]:
    """Each matter stands where its last line says, held once, with an entry in the ledger for each line."""
    from luoshi.base.ledger.models import LedgerEntry, LedgerPayload
    from luoshi.kernel.matters.models import Custody, Event, Matter

    ids = set(Event.objects.filter(act="raise", text__in=set(texts)).values_list("matter_id", flat=True))
    lines: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, after in Event.objects.filter(matter__in=ids).order_by("id").values_list("matter_id", "after"):
        lines[pk].append(after)
    states = dict(Matter.objects.filter(pk__in=ids).values_list("pk", "state"))
    held = Counter(Custody.objects.filter(matter__in=ids, until__isnull=True).values_list("matter_id", flat=True))
    entries = dict(LedgerEntry.objects.filter(subject_kind="matter", subject__in=ids).values_list("pk", "subject"))
    told = Counter(entries.values())
    for pk in ids:
        if states.get(pk) != lines[pk][-1]:
            yield f"torn: matter {pk} stands at {states.get(pk)}, its story at {lines[pk][-1]}"
        if held[pk] != 1:
            yield f"torn: matter {pk} is held {held[pk]} times"
        if told[pk] != len(lines[pk]):
            yield f"torn: matter {pk} has {len(lines[pk])} lines and {told[pk]} entries"
    bare = set(entries) - set(LedgerPayload.objects.filter(entry__in=entries).values_list("entry", flat=True))
    if bare:
        yield f"torn: {len(bare)} entries without what they say"


def _answer(asked: dict[str, Any]) -> list[str]:
    """In a process of its own: another home, another database."""
    from urllib.parse import urlsplit

    from django.conf import settings
    from django.db import connections

    settings.LUOSHI_HOME = Path(asked["home"])
    database = connections.settings["default"]
    if asked["database"]:
        parts = urlsplit(asked["database"])
        database |= {"NAME": parts.path.lstrip("/"), "USER": parts.username, "PASSWORD": parts.password, "PORT": str(parts.port)}
        database["OPTIONS"] = {**database["OPTIONS"], "pool": False}
    else:
        database["NAME"] = Path(asked["home"]) / "luoshi.sqlite3"
    try:
        found = []
        for one in look(asked["commands"]):
            found.append(one)
            if len(found) >= MOST:
                break
    except Exception as error:
        found.append(f"corrupt: {type(error).__name__}: {error}")
    return found


def _in_a_child(act: Callable[[dict[str, Any]], list[str]], asked: dict[str, Any], out: IO[str]) -> None:
    """Fork, look, say it, end."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    out.write(json.dumps(act(asked), ensure_ascii=False) + "\n")
    out.flush()
    os._exit(0)


def main() -> int:
    import django

    django.setup()
    for line in sys.stdin:
        _in_a_child(_answer, json.loads(line), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
