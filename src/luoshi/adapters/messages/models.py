"""The tables of messages: the outbox, where people can be reached, what they do not want, groups' bots, calendar feeds."""

from django.db import models
from django.db.models import Q

from luoshi.kernel.org.models import Person, Unit

WECOM, DINGTALK, FEISHU, MAIL, SLIP = "wecom", "dingtalk", "feishu", "mail", "slip"
REACHING = (WECOM, DINGTALK, FEISHU, MAIL)
GROUPING = (WECOM, DINGTALK, FEISHU)


class Bot(models.Model):
    """A group's robot: which unit's counts it posts. Its key and signing secret stand in the environment under this name, never here."""

    name = models.CharField(max_length=30, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=[(one, one) for one in GROUPING])
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message_bot"
        constraints = [models.CheckConstraint(condition=Q(channel__in=GROUPING), name="message_bot_channel")]


class Message(models.Model):
    """One thing to be said once to one person on one channel, or by one bot. Title and link only.

    Written in the transaction that made it so. `ready_at` is when it may go at the earliest, `next_try_at` when it is tried next. A sender
    takes it by writing `claimed_by` and `claimed_until`; a claim that has run out is free again. It ends sent (or printed, for a slip),
    dropped because it was no longer true, or given up.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    bot = models.ForeignKey(Bot, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    key = models.CharField(max_length=200, db_column="notice_key")
    what = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True, default="")
    claimed_by = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    printed_as = models.UUIDField(null=True)

    class Meta:
        db_table = "message"
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"], name="message_waiting", condition=Q(sent_at=None, dropped_at=None, given_up_at=None)
            ),
            models.Index(fields=["claimed_by"], name="message_claimed", condition=Q(claimed_by__isnull=False)),
            models.Index(fields=["given_up_at"], name="message_given_up", condition=Q(given_up_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "key"], condition=Q(person__isnull=False), name="message_once_person"),
            models.UniqueConstraint(fields=["bot", "key"], condition=Q(bot__isnull=False), name="message_once_bot"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, bot__isnull=True) | Q(person__isnull=True, bot__isnull=False),
                name="message_person_or_bot",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True)
                | Q(sent_at__isnull=True, given_up_at__isnull=True)
                | Q(dropped_at__isnull=True, given_up_at__isnull=True),
                name="message_one_end",
            ),
        ]


class Address(models.Model):
    """Where somebody can be reached; used once it is confirmed by the code that was sent there. The code is derived, never kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=[(one, one) for one in REACHING])
    address = models.CharField(max_length=120, db_column="reached_at")
    nonce = models.CharField(max_length=32)
    code_until = models.DateTimeField()
    wrong = models.IntegerField(default=0, db_column="wrong_codes")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message_address"
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="message_address_once"),
            models.CheckConstraint(condition=Q(channel__in=REACHING), name="message_address_channel"),
        ]


class Unwanted(models.Model):
    """A kind of message that somebody has switched off; what is overdue cannot be."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=30)

    class Meta:
        db_table = "message_unwanted"
        constraints = [
            models.UniqueConstraint(fields=["person", "what"], name="message_unwanted_once"),
            models.CheckConstraint(condition=~Q(what="late"), name="message_late_is_wanted"),
        ]


class Feed(models.Model):
    """A person's calendar feed, by the digest of its secret address; a new one or none ends it."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "message_feed"
