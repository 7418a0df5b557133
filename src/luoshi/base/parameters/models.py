"""Dated values that an enterprise sets over the defaults shipped with the product."""

from django.db import models


class ParameterValue(models.Model):
    """One value in force over `[since, until)`, with the paper it comes from."""

    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200, db_column="set_to")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    set_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "parameter_value"
        constraints = [
            models.UniqueConstraint(fields=["name", "since"], name="parameter_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="parameter_until_after_since",
            ),
        ]
