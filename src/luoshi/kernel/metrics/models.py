"""The kept sums: counts by kind, unit and month, and the changes that are not folded into them yet."""

from django.db import models

MONTHS = tuple(f"m{month:02}" for month in range(1, 13))
COUNTS = ("raised", "answered", "open", "closed")


class Sum(models.Model):
    """How many in each month of a year: one row for each kind, unit and thing counted, so that a page is a few rows.

    `linked`: they are parts of something else or merged into it. `what` is one of COUNTS: raised, and of those answered or still open, by
    the month they were raised; closed and not taken back, by the month they were closed.
    """

    kind = models.CharField(max_length=30)
    what = models.CharField(max_length=10, db_column="counted")
    linked = models.BooleanField()
    unit = models.BigIntegerField(db_column="unit_id")
    year = models.IntegerField(db_column="in_year")
    m01 = models.BigIntegerField(default=0)
    m02 = models.BigIntegerField(default=0)
    m03 = models.BigIntegerField(default=0)
    m04 = models.BigIntegerField(default=0)
    m05 = models.BigIntegerField(default=0)
    m06 = models.BigIntegerField(default=0)
    m07 = models.BigIntegerField(default=0)
    m08 = models.BigIntegerField(default=0)
    m09 = models.BigIntegerField(default=0)
    m10 = models.BigIntegerField(default=0)
    m11 = models.BigIntegerField(default=0)
    m12 = models.BigIntegerField(default=0)

    class Meta:
        db_table = "metric_sum"
        constraints = [models.UniqueConstraint(fields=["kind", "what", "unit", "year", "linked"], name="metric_sum_once")]


class Change(models.Model):
    """What a written row changed in the counts of one unit and month: laid down by a trigger, in the transaction that wrote the row."""

    kind = models.CharField(max_length=30)
    linked = models.BooleanField()
    unit = models.BigIntegerField(db_column="unit_id")
    year = models.IntegerField(db_column="in_year")
    month = models.IntegerField(db_column="in_month")
    raised = models.IntegerField(db_column="n_raised")
    answered = models.IntegerField(db_column="n_answered")
    open = models.IntegerField(db_column="n_open")
    closed = models.IntegerField(db_column="n_closed")

    class Meta:
        db_table = "metric_change"
