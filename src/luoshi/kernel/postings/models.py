"""The tables of what is made public: a posting, who has read it, what was asked and objected."""

from django.db import models
from django.db.models import F, Q

from luoshi.kernel.org.models import Person, Place, Unit


class Posting(models.Model):
    """A frozen public fact: its text, the records behind it as they stood (`frozen`), for whom, where and from when to when it hangs.

    Nothing of it is ever edited: `digest` is made of all of it, and a correction is a new posting that `replaces` this one. It can be
    withdrawn with a reason and stays readable then. `until` is the first day on which it hangs no more.
    """

    number = models.CharField(max_length=40, unique=True, db_column="posting_no")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, default="")
    audience = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    board = models.CharField(max_length=60, blank=True, default="")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateField()
    until = models.DateField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    confirmed_at = models.DateTimeField()
    frozen = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        db_table = "posting"
        indexes = [models.Index(fields=["audience", "id"], name="posting_audience")]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="posting_until"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(digest=""), name="posting_titled_and_sealed"),
            models.CheckConstraint(condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="posting_not_itself"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="posting_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PostingRead(models.Model):
    """Somebody of the audience has opened it, first at this moment."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="reads", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_column="at_moment")

    class Meta:
        db_table = "posting_read"
        constraints = [models.UniqueConstraint(fields=["posting", "person"], name="posting_read_once")]


class PostingVoice(models.Model):
    """A question or an objection to a posting, and its answer. `matter` is the id of the matter that an objection became; `upheld` says
    whether it was right. `told` is the leader who was told that nobody answered."""

    KINDS = (("question", "question"), ("objection", "objection"))

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    text = models.TextField(db_column="said")
    at = models.DateTimeField(db_column="at_moment")
    due_at = models.DateTimeField()
    matter = models.BigIntegerField(null=True, db_column="matter_id")
    answer = models.TextField(blank=True, default="")
    upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    told = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "posting_voice"
        indexes = [models.Index(fields=["due_at"], name="posting_voice_open", condition=Q(answered_at__isnull=True))]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="posting_voice_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="posting_voice_answer_complete",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")), name="posting_voice_not_own_answer"
            ),
        ]


class PostingSerial(models.Model):
    """The last number given out in a unit and month."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=4, db_column="in_month")
    last = models.IntegerField(db_column="last_given")

    class Meta:
        db_table = "posting_serial"
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="posting_serial_month")]
