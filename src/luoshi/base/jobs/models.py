"""Who may work by the clock, and what was last done."""

from django.db import models


class Lease(models.Model):
    """One holder at a time: a second server or a restarted one waits until the lease has run out."""

    name = models.CharField(max_length=30, unique=True)
    holder = models.CharField(max_length=60)
    until = models.DateTimeField()

    class Meta:
        db_table = "jobs_lease"


class Run(models.Model):
    """When a scheduled job last ran, how it ended, and how much it did."""

    name = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        db_table = "jobs_run"
