"""The tables of what happened: an activity, and who took part."""

from django.db import models
from django.db.models import Q

from luoshi.kernel.org.models import Person, Unit


class Activity(models.Model):
    """Something that happened: of which kind, where, when, led by whom, with minutes. What it gave rise to names it as its origin."""

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="activities")
    place = models.CharField(max_length=60, blank=True, default="")
    host = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hosted")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField()
    held_on = models.DateField()
    minutes = models.TextField(blank=True, default="")

    class Meta:
        db_table = "activity"
        indexes = [
            models.Index(fields=["kind", "held_on", "unit"], name="activity_held_on"),
            models.Index(fields=["unit", "id"], name="activity_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """One person who was there, and as what."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    part = models.CharField(max_length=20)

    class Meta:
        db_table = "activity_participation"
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="activity_takes_part_once"),
            models.CheckConstraint(condition=~Q(part=""), name="activity_part_named"),
        ]
