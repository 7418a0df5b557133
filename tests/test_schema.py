"""A change of tables that is not safe while people work is refused before it lands."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from luoshi.base.databases.beside import AddIndexBeside
from tools import schema

INDEX = models.Index(fields=["state"], name="matter_by_state")
CHECK = models.CheckConstraint(condition=models.Q(state__gt=""), name="matter_has_state")


def nothing(apps: Any, editor: Any) -> None:
    """What a step would do with rows."""


SABOTAGED = (
    ("not null", [migrations.AddField("matter", "kind2", models.CharField(max_length=9, default=""))]),
    ("not null", [migrations.AddField("matter", "level", models.IntegerField())]),
    ("locked while checked", [migrations.AddField("matter", "code", models.CharField(max_length=9, null=True, unique=True))]),
    ("index under lock", [migrations.AddIndex("matter", INDEX)]),
    ("index under lock", [migrations.AddField("matter", "part", models.IntegerField(null=True, db_index=True))]),
    ("index under lock", [migrations.AddField("matter", "part", models.ForeignKey("org.Unit", models.PROTECT, null=True))]),
    ("in a transaction", [AddIndexConcurrently("matter", INDEX)]),
    ("in a transaction", [AddIndexBeside("matter", INDEX)]),
    ("locked while checked", [migrations.AddConstraint("matter", CHECK)]),
    ("altered column", [migrations.AlterField("matter", "title", models.TextField())]),
    ("column dropped", [migrations.RemoveField("matter", "title")]),
    ("renamed column", [migrations.RenameField("matter", "title", "heading")]),
    ("renamed table", [migrations.RenameModel("Matter", "Case")]),
    ("renamed table", [migrations.AlterModelTable("matter", "cases")]),
    ("table dropped", [migrations.DeleteModel("Matter")]),
    ("no way back", [migrations.RunPython(nothing)]),
    ("no way back", [migrations.RunSQL("UPDATE matter SET state = 'open'")]),
    ("own statement", [migrations.RunSQL("ALTER TABLE matter DROP  column title", "")]),
    ("index under lock", [migrations.RunSQL("create index x on matter (state)", "")]),
    ("column dropped", [migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("matter", "title")])]),
    ("rows and tables at once", [migrations.RunPython(nothing, nothing), migrations.AlterField("matter", "title", models.TextField())]),
)  # fmt: skip
SAFE = (
    [migrations.CreateModel("Fresh", [("id", models.BigAutoField(primary_key=True))]), migrations.AddIndex("fresh", INDEX)],
    [migrations.AddField("matter", "level", models.IntegerField(null=True))],
    [migrations.AddField("matter", "level", models.IntegerField(default=0, db_default=0))],
    [migrations.AddField("matter", "part", models.ForeignKey("org.Unit", models.PROTECT, null=True, db_index=False))],
    [migrations.RunPython(nothing, migrations.RunPython.noop)],
    [migrations.RemoveIndex("matter", "matter_by_state")],
)


@pytest.mark.parametrize(("rule", "operations"), SABOTAGED)
def test_what_is_not_safe_is_named(rule: str, operations: list[Any]) -> None:
    assert rule in [one for one, _about, _why in schema.looked(operations)]


@pytest.mark.parametrize("operations", SAFE)
def test_what_is_safe_passes(operations: list[Any]) -> None:
    assert list(schema.looked(operations)) == []
    assert list(schema.looked([AddIndexBeside("matter", INDEX)], atomic=False)) == []


def test_no_migration_of_the_house_is_unsafe_but_those_in_the_list() -> None:
    assert schema.unlisted() == []


def test_a_new_migration_that_is_not_safe_and_a_line_for_nothing_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = [*schema.found(), ("matters.0099_hasty", "column dropped: matter.title", "…")]
    monkeypatch.setattr(schema, "found", lambda: found)
    assert [one[0] for one in schema.unlisted()] == ["matters.0099_hasty"]
    (tmp_path / "list").write_text(
        schema.LIST.read_text() + "matters.0099_hasty | column dropped: matter.title | asked for by nobody\nx.0001 | * | y\n"
    )
    monkeypatch.setattr(schema, "LIST", tmp_path / "list")
    assert [one[0] for one in schema.unlisted()] == ["x.0001"]


@pytest.mark.django_db(transaction=True)
def test_an_index_is_built_beside_and_taken_away_again_on_both_databases() -> None:
    before, after = ProjectState(), ProjectState()
    for state in (before, after):
        state.add_model(
            migrations.state.ModelState(
                "org", "Tried", [("id", models.BigAutoField(primary_key=True)), ("state", models.CharField(max_length=9))]
            )
        )
    add = AddIndexBeside("tried", models.Index(fields=["state"], name="tried_state"))
    model = before.apps.get_model("org", "Tried")
    with connection.schema_editor() as editor:
        editor.create_model(model)
    try:
        add.state_forwards("org", after)
        for _again in range(2 if connection.vendor == "postgresql" else 1):  # what was broken off is built anew
            with connection.schema_editor(atomic=False) as editor:
                add.database_forwards("org", editor, before, after)
        assert "tried_state" in _names(model)
        with connection.schema_editor(atomic=False) as editor:
            add.database_backwards("org", editor, after, before)
        assert "tried_state" not in _names(model)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(model)


def _names(model: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_constraints(cursor, model._meta.db_table))
