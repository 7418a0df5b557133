"""Files by their content, and how much was sent on a day."""

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A file kept outside the database under its digest; the id says nothing about when or by whom it came.

    A photograph has a width and a height and no name; a document has the name under which it is given back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    bytes_long = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    stored_on = models.DateField()
    kind = models.CharField(max_length=12, default="jpeg")
    name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        db_table = "stored_file"
        indexes = [models.Index(fields=["digest"], name="stored_file_digest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="jpeg", name="") | (Q(kind__in=["pdf", "docx", "xlsx"]) & ~Q(name="")), name="stored_file_kind"
            )
        ]


class SentOnDay(models.Model):
    """How many bytes somebody sent on a day; person 0 stands for all who had not signed in. Kept for a week."""

    person = models.IntegerField()
    on = models.DateField(db_column="on_day")
    bytes_sent = models.BigIntegerField()

    class Meta:
        db_table = "files_sent_on_day"
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="files_sent_once_a_day")]
