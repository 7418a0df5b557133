"""The tables of this room: who opened whose file, which rule a purpose rests on, what is asked to be corrected."""

from django.db import models
from django.db.models import F, Q

from luoshi.kernel.org.models import Person


class Opening(models.Model):
    """Somebody opened what is kept about another: once for a reader, subject, kind and day. Without a reader: at the machine."""

    reader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="openings")
    reader_words = models.CharField(max_length=180)
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="opened")
    what = models.CharField(max_length=20)
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField(db_column="opened_at")

    class Meta:
        db_table = "privacy_opening"
        indexes = [models.Index(fields=["reader", "what", "on"], name="privacy_opening_day")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "on", "what", "reader"], name="privacy_opening_once"),
            models.UniqueConstraint(
                fields=["subject", "on", "what"], condition=Q(reader__isnull=True), name="privacy_opening_machine_once"
            ),
            models.CheckConstraint(condition=Q(reader__isnull=True) | ~Q(reader=F("subject")), name="privacy_opening_of_another"),
        ]


class CompanyRule(models.Model):
    """The company's own rule that a basis rests on from a day on: its version, when the congress passed it, where it was published."""

    basis = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    congress_on = models.DateField()
    published_on = models.DateField()
    published_where = models.CharField(max_length=120)
    since = models.DateField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_rule"
        constraints = [
            models.UniqueConstraint(fields=["basis", "since"], name="privacy_rule_once_a_day"),
            models.CheckConstraint(condition=Q(published_on__gte=F("congress_on")), name="privacy_rule_passed_first"),
            models.CheckConstraint(condition=Q(since__gte=F("published_on")), name="privacy_rule_published_first"),
        ]


class Correction(models.Model):
    """Somebody says that what is held about them is wrong; an administrator answers. Late ones are told to the head of the line once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="corrections")
    text = models.TextField()
    at = models.DateTimeField(db_column="asked_at")
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    told = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_correction"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="privacy_correction_answer",
            ),
            models.CheckConstraint(condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("person")), name="privacy_correction_another"),
        ]
