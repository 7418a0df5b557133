"""Ledgers that were brought, by a person or by night: what came of them. The rows themselves wait in a folder."""

import uuid

from django.db import models

from luoshi.kernel.org.models import Person, Unit

READING, READ, TAKEN, FAILED = "reading", "read", "taken", "failed"
CLOSED, AWAY = "closed", "away"  # of a nightly list alone: it brought nothing new; it was put away, or a newer one has come
FOLDER, DIRECTORY = "folder", "directory"


class SheetImport(models.Model):
    """One ledger that was brought. `digest` is the SHA-256 of the file; counts are those of its rows.

    A `nightly` one (from the folder or the directory) belongs to nobody: whoever may take in its register sees it, and one of them confirms
    it or puts it away. `missing` are those who are here and not in it, as far as nobody has decided about them yet; `left` of them left.
    """

    STATES = tuple((state, state) for state in (READING, READ, TAKEN, FAILED, CLOSED, AWAY))

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
    nightly = models.CharField(max_length=10, blank=True, default="")
    missing = models.IntegerField(default=0)
    left = models.IntegerField(default=0, db_column="left_now")
    told = models.IntegerField(default=0)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "sheet_import"
        indexes = [models.Index(fields=["person", "-started_at"], name="sheet_import_person")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(state=TAKEN) | models.Q(ended_at__isnull=False), name="sheet_import_taken_ended"),
            models.CheckConstraint(condition=models.Q(nightly="") | models.Q(person__isnull=True), name="sheet_import_nightly_nobodys"),
            models.UniqueConstraint(
                fields=["register"], condition=models.Q(state=READ) & ~models.Q(nightly=""), name="sheet_import_one_nightly"
            ),
        ]


class NightlyLook(models.Model):
    """What was seen when a nightly list was last looked for: the file by its moment and size, and since when the next one is awaited."""

    register = models.CharField(max_length=40, unique=True)
    source = models.CharField(max_length=10)
    looked_at = models.DateTimeField()
    waited_since = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0, db_column="size_seen")
    trouble = models.CharField(max_length=400, blank=True, default="")
    told = models.BooleanField(default=False)

    class Meta:
        db_table = "sheet_nightly"


class Staying(models.Model):
    """Somebody who stands in no nightly list and stays all the same, as an administrator has decided: not asked about again."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "sheet_staying"
