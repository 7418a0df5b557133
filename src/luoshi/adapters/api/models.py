"""The tables of the ways for programs: how often a key asks, what came through which key, whom the house tells, what it told."""

import uuid

from django.db import models
from django.db.models import Q

from luoshi.kernel.matters.models import Event
from luoshi.kernel.org.models import Unit
from luoshi.web.accounts.models import Token


class Pace(models.Model):
    """How often a key has asked within this minute."""

    token = models.OneToOneField(Token, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField(db_column="in_minute")
    asked = models.IntegerField(default=0)

    class Meta:
        db_table = "api_pace"


class Origin(models.Model):
    """A line of a matter's story that came through a key: what that key did is not told to its own system again."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="+")
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "api_origin"


class Hook(models.Model):
    """An address of another system that is told what happens. `sealed` is the secret of its signatures, sealed with the house's key.

    `looked_to` and `looked_at` say up to which line of the stories, and until when, it was looked for what is to be told. `failing` counts
    the tries that failed one after the other; `off_at` is when the house gave it up for that. A hook that has `ended_at` stays as a line.
    """

    name = models.CharField(max_length=60)
    address = models.CharField(max_length=300, db_column="post_to")
    events = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(Token, on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.CharField(max_length=300)
    since = models.DateTimeField()
    looked_to = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField()
    failing = models.IntegerField(default=0)
    off_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_hook"


class Delivery(models.Model):
    """One thing to be told to one hook once: `body` is what goes out, with nothing personal in it.

    A sender takes it by writing `claimed_by` and `claimed_until`. It ends told or given up; `answer` is the last status, 0 for none.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, db_column="uuid_key")
    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="deliveries")
    once = models.CharField(max_length=60)
    event = models.CharField(max_length=30, db_column="event_kind")
    body = models.TextField()
    entered_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    answer = models.IntegerField(default=0, db_column="last_answer")
    trouble = models.CharField(max_length=200, blank=True, default="")
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_delivery"
        indexes = [
            models.Index(fields=["next_try_at"], name="api_delivery_waiting", condition=Q(told_at=None, given_up_at=None)),
            models.Index(fields=["claimed_by"], name="api_delivery_claimed", condition=Q(claimed_by__isnull=False)),
            models.Index(fields=["entered_at"], name="api_delivery_entered"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hook", "once"], name="api_delivery_once"),
            models.CheckConstraint(condition=Q(told_at__isnull=True) | Q(given_up_at__isnull=True), name="api_delivery_one_end"),
        ]
