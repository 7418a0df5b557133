"""The tables of the ledger: the chained rows, what they say, the head of the chain, and the command keys."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, Q
from django.db.models.sql.compiler import SQLCompiler


class ThisTransaction(Func):
    """The number of the transaction that writes the row, where the database numbers them: the order of what is chained afterwards."""

    template = "NULL"
    arity = 0
    output_field = BigIntegerField(null=True)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="pg_current_xact_id()::text::bigint", **more)


class LedgerEntry(models.Model):
    """One chained row: who did what to what, when it happened and when we heard. It holds a digest of the payload, never the payload.

    Rows refuse UPDATE and DELETE by trigger; only the first assignment of `seq` and `digest` is let through. `transaction` is the
    number of the writing transaction on PostgreSQL, NULL elsewhere and after a restore.
    """

    seq = models.BigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, null=True)  # noqa: DJ001
    recorded_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    on = models.DateField(db_column="on_day")
    person = models.BigIntegerField(null=True)
    behalf = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject = models.BigIntegerField(db_column="subject_id")
    unit = models.BigIntegerField(null=True)
    payload_digest = models.CharField(max_length=64)
    transaction = models.BigIntegerField(null=True, db_column="xact")

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["subject_kind", "subject"], name="ledger_entry_subject"),
            models.Index(fields=["transaction", "id"], condition=Q(seq__isnull=True), name="ledger_entry_unchained"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seq__isnull=True, digest__isnull=True) | Q(seq__isnull=False, digest__isnull=False),
                name="ledger_seq_with_digest",
            )
        ]


class LedgerPayload(models.Model):
    """What an entry says, and the salt that its digest was made with. Such a row can be shredded; the chain still verifies."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, primary_key=True)
    salt = models.CharField(max_length=32)
    body = models.TextField()

    class Meta:
        db_table = "ledger_payload"


class LedgerHead(models.Model):
    """The one row that says how long the chain is and what its last digest is; locked while it grows."""

    entries = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_head"


class Command(models.Model):
    """A command key, kept as long as the record it made: the same key answers the same, or refuses other content."""

    who = models.CharField(max_length=30)
    command = models.UUIDField()
    fields_digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    outcome_kind = models.CharField(max_length=30)
    outcome = models.BigIntegerField(db_column="outcome_id")

    class Meta:
        db_table = "ledger_command"
        constraints = [models.UniqueConstraint(fields=["who", "command"], name="ledger_command_once")]
