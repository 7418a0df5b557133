"""The tables of joint consultation: the meeting, what is put to it, who is asked, what each office says, the areas it is split into."""

from django.db import models
from django.db.models import Q

from luoshi.kernel.activities.models import Activity
from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person, Unit

DECISIONS = (("measures", "measures"), ("split", "split"), ("not_now", "not_now"), ("overtaken", "overtaken"))
ANSWERS = (("comes", "comes"), ("cannot", "cannot"))


class Consultation(models.Model):
    """Several offices called together by one. Planned for a moment, held (then it is an activity too), concluded with frozen minutes.

    `told` is the leader who was told that it is late: once before it was held, once after.
    """

    number = models.CharField(max_length=40, unique=True, db_column="consultation_no")
    title = models.CharField(max_length=120)
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="consultations")
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=60, blank=True, default="")
    planned_at = models.DateTimeField()
    called_at = models.DateTimeField()
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, null=True, related_name="consultation")
    held_at = models.DateTimeField(null=True)
    recorder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    missing_note = models.CharField(max_length=200, blank=True, default="")
    concluded_at = models.DateTimeField(null=True)
    told = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    minutes = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "consultation"
        indexes = [
            models.Index(fields=["planned_at"], name="consultation_open", condition=Q(concluded_at__isnull=True)),
            models.Index(fields=["office", "id"], name="consultation_office"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_at__isnull=True, minutes__isnull=True, digest="") | (Q(concluded_at__isnull=False) & ~Q(digest="")),
                name="consultation_concluded_kept",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, activity__isnull=True) | Q(held_at__isnull=False, activity__isnull=False),
                name="consultation_held_is_activity",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Item(models.Model):
    """A matter put to a consultation, what it takes to judge it, and the one decision it gets.

    `permit`, `spares` and `plan` are what the offices settled between them; `left_at` is when the matter went its own way meanwhile.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="items")
    ordinal = models.IntegerField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="consulted_in")
    skills = models.JSONField(default=list)
    put_at = models.DateTimeField()
    put_on = models.DateField()
    decision = models.CharField(max_length=10, blank=True, default="", choices=DECISIONS)
    reason = models.TextField(blank=True, default="")
    review_on = models.DateField(null=True)
    permit = models.CharField(max_length=200, blank=True, default="")
    spares = models.CharField(max_length=200, blank=True, default="")
    plan = models.CharField(max_length=200, blank=True, default="", db_column="work_plan")
    answer = models.TextField(blank=True, default="", db_column="answer_draft")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "consultation_item"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "ordinal"], name="consultation_item_order"),
            models.UniqueConstraint(fields=["consultation", "matter"], name="consultation_item_once"),
            models.UniqueConstraint(fields=["matter"], condition=Q(decision=""), name="consultation_item_one_open"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_on__isnull=True, left_at__isnull=True)
                | Q(decision="overtaken", decided_at__isnull=True, decided_on__isnull=True, left_at__isnull=False)
                | Q(
                    decision__in=("measures", "split", "not_now"), decided_at__isnull=False, decided_on__isnull=False, left_at__isnull=True
                ),
                name="consultation_item_decided",
            ),
            models.CheckConstraint(
                condition=~Q(decision="not_now") | (~Q(reason="") & Q(review_on__isnull=False)), name="consultation_not_now_reasoned"
            ),
        ]


class Step(models.Model):
    """One action of a decision with its owner: a measure of the matter, or one area of a split, which is a matter of its own then."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    ordinal = models.IntegerField()
    area = models.CharField(max_length=60, blank=True, default="")
    text = models.TextField()
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    workdays = models.IntegerField()
    contingency = models.TextField(blank=True, default="")
    due_on = models.DateField()
    part = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "consultation_step"
        constraints = [
            models.UniqueConstraint(fields=["item", "ordinal"], name="consultation_step_order"),
            models.CheckConstraint(
                condition=Q(area="", part__isnull=True) | (~Q(area="") & Q(part__isnull=False)), name="consultation_area_is_a_part"
            ),
        ]


class Invitation(models.Model):
    """Somebody asked to come for an office, why, what they answered, whether they were there."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consultations_asked")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=80, blank=True, default="")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=6, blank=True, default="", choices=ANSWERS)
    reason = models.CharField(max_length=200, blank=True, default="")
    instead = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    present = models.BooleanField(null=True)

    class Meta:
        db_table = "consultation_invitation"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "person"], name="consultation_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="consultation_answer_has_moment",
            ),
            models.CheckConstraint(condition=~Q(answer="cannot") | ~Q(reason=""), name="consultation_cannot_has_reason"),
        ]


class Word(models.Model):
    """What an office says about an item. Never edited; a dissent keeps its name in the minutes."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="words")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(db_column="said")
    dissent = models.BooleanField(default=False)
    at = models.DateTimeField(db_column="at_moment")

    class Meta:
        db_table = "consultation_word"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="consultation_word_said")]
