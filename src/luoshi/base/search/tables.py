"""The tables of grams in the words of each database, and every statement that touches them: the one place with raw SQL for search.

SQLite: a contentless full-text table; a row is replaced by handing back exactly the grams it was made from. PostgreSQL: a column of
lexemes with an inverted index that is kept up at once, and statistics wide enough that the planner knows a rare word from a common one.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Spans = Sequence[tuple[int, int]]
Statement = tuple[str, list[int | str]]
COMMON, SPARSE, FEW_UNITS = 400, 8, 200

SQLITE = ("CREATE VIRTUAL TABLE search_gram USING fts5(grams, content='', detail=none, tokenize='ascii')",)
POSTGRESQL = (
    "ALTER TABLE search_doc ADD COLUMN grams tsvector NOT NULL DEFAULT ''",
    "ALTER TABLE search_doc ALTER COLUMN grams SET STATISTICS 1000",
    "CREATE INDEX search_doc_grams ON search_doc USING gin (grams) WITH (fastupdate = off)",
)
SQLITE_BACK = ("DROP TABLE search_gram",)
POSTGRESQL_BACK = ("DROP INDEX search_doc_grams", "ALTER TABLE search_doc DROP COLUMN grams")

INSERT = "INSERT INTO search_doc (id, unit, body) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING RETURNING id"
UPDATE = "UPDATE search_doc SET unit = %s, body = %s WHERE id = %s"
GRAM = "INSERT INTO search_gram (rowid, grams) VALUES (%s, %s)"
UNGRAM = "INSERT INTO search_gram (search_gram, rowid, grams) VALUES ('delete', %s, %s)"
UPSERT = (
    "INSERT INTO search_doc (id, unit, body, grams) VALUES (%s, %s, %s, array_to_tsvector(%s::text[])) "
    "ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, body = excluded.body, grams = excluded.grams"
)


def create(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the tables of grams (a migration operation)."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away again (the way back of the migration)."""
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


def _within(spans: Spans, column: str) -> str:
    """Units as numbers in the statement: the planner of PostgreSQL knows then how many rows they hold."""
    return (
        "("
        + " OR ".join(
            f"{column} = {int(first)}" if first == last else f"{column} BETWEEN {int(first)} AND {int(last)}" for first, last in spans
        )
        + ")"
    )


def finding(vendor: str, words: Sequence[str], grams: Sequence[str], spans: Spans, before: int | None, limit: int) -> Statement:
    """The statement that finds texts with these words, and its values: grams first, then the text itself decides."""
    build = _finding_sqlite if vendor == "sqlite" else _finding_postgresql
    return build(words, grams, spans, before, limit)


def _finding_postgresql(words: Sequence[str], grams: Sequence[str], spans: Spans, before: int | None, limit: int) -> Statement:
    exact = [word for word in words if len(word) != 2]  # two signs are a gram of their own: nothing is left to decide
    parts = ["grams @@ %s::tsquery", _within(spans, "unit"), *["strpos(body, %s) > 0"] * len(exact)]
    values: list[int | str] = [" & ".join(f"'{gram}'" for gram in grams), *exact]
    if before is not None:
        parts.append("id < %s")
        values.append(before)
    return f"SELECT id FROM search_doc WHERE {' AND '.join(parts)} ORDER BY id DESC LIMIT {int(limit)}", values  # noqa: S608  numbers and constants alone


def _finding_sqlite(words: Sequence[str], grams: Sequence[str], spans: Spans, before: int | None, limit: int) -> Statement:
    """Along the grams, newest first; but a common word is looked for along the units where hardly any of its newest texts lie in them."""
    match, held = " AND ".join(f'"{gram}"' for gram in grams), " AND ".join(["instr(d.body, %s) > 0"] * len(words))
    newest, some = before if before is not None else 2**62, _within(spans, "+d.unit")
    along = "FROM search_gram JOIN search_doc d ON d.id = search_gram.rowid WHERE search_gram MATCH %s AND search_gram.rowid < %s"
    if sum(last - first + 1 for first, last in spans) > FEW_UNITS:
        return f"SELECT search_gram.rowid {along} AND {some} AND {held} ORDER BY 1 DESC LIMIT {int(limit)}", [match, newest, *words]
    key = "d.id" if len(spans) == 1 and spans[0][0] == spans[0][1] else "+d.id"  # else SQLite goes along all ids, not along the units
    statement = (
        "WITH hits AS MATERIALIZED "  # noqa: S608  numbers and constants alone
        f"(SELECT rowid AS id FROM search_gram WHERE search_gram MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT {COMMON + 1}), "
        f"sparse AS MATERIALIZED (SELECT (SELECT count(*) FROM hits) > {COMMON} AND {SPARSE} > "
        f"(SELECT count(*) FROM hits CROSS JOIN search_doc d ON d.id = hits.id WHERE {some}) AS yes) "
        f"SELECT search_gram.rowid {along} AND NOT (SELECT yes FROM sparse) AND {some} AND {held} "
        f"UNION ALL SELECT d.id FROM search_doc d WHERE (SELECT yes FROM sparse) AND {_within(spans, 'd.unit')} AND {key} < %s AND {held} "
        f"ORDER BY 1 DESC LIMIT {int(limit)}"
    )
    return statement, [match, newest, match, newest, *words, newest, *words]
