"""The table of ledgers that were brought: by whom, for which unit, what came of them. The rows themselves wait in a folder."""

import uuid

from django.db import models

from luoshi.kernel.org.models import Person, Unit

READING, READ, TAKEN, FAILED = "reading", "read", "taken", "failed"


class SheetImport(models.Model):
    """One ledger that was brought. `digest` is the SHA-256 of the file; counts are those of its rows."""

    STATES = tuple((state, state) for state in (READING, READ, TAKEN, FAILED))

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, db_column="uuid_key")
    register = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default=READING)
    counted = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    rejected = models.IntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True, default="")
    partial = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sheet_import"
        indexes = [models.Index(fields=["person", "-started_at"], name="sheet_import_person")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(state=TAKEN) | models.Q(ended_at__isnull=False), name="sheet_import_taken_ended")
        ]
