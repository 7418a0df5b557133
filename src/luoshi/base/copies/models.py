"""One row for each thing that processes keep a copy of."""

from django.db import models


class Stamp(models.Model):
    """Marks the last change of something small and often read: the tree of units, the calendar, the parameters.

    The mark is random: a change that was rolled back leaves no mark that a later change could carry again.
    """

    name = models.CharField(max_length=30, unique=True)
    version = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        db_table = "house_stamp"
