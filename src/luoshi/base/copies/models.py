"""One row for each thing that processes keep a copy of."""

from django.db import models


class Stamp(models.Model):
    """Counts the changes of something small and often read: the tree of units, the calendar, the parameters."""

    name = models.CharField(max_length=30, unique=True)
    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "house_stamp"
