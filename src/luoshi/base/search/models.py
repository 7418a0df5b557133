"""What can be found by words: one narrow row a subject, apart from the subject's own table so that a changed state costs nothing here."""

from django.db import models


class Document(models.Model):
    """The words of one subject, normalised, and the unit that decides who may find it. The id is the subject's own.

    Beside it lie the grams that find it fast: a full-text table of its own on SQLite, a column on PostgreSQL (see tables.py).
    """

    unit = models.BigIntegerField()
    body = models.TextField()

    class Meta:
        db_table = "search_doc"
        indexes = [models.Index(fields=["unit", "id"], name="search_doc_unit")]
