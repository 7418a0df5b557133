"""The public text of a matter: every version that was confirmed."""

from django.db import models
from django.db.models import Q

from luoshi.kernel.matters.models import Matter
from luoshi.kernel.org.models import Person, Unit


class PublicText(models.Model):
    """What everybody may read of a matter, in words of its own: what was raised and what was answered, confirmed by the office.

    A change is a new version; `last` marks the one that counts. `basis` is when the matter had been answered as this was confirmed, so that
    a later answer is noticed. Not `shown`: it was taken off the list, for the reason `why`. `unit` is where the matter was found.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="public_texts", db_index=False)
    version = models.IntegerField(db_column="version_no")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=120)
    text = models.TextField(db_column="said")
    answer = models.TextField(blank=True, default="")
    basis = models.DateTimeField(null=True)
    last = models.BooleanField(default=True, db_column="is_last")
    shown = models.BooleanField(default=True)
    why = models.CharField(max_length=300, blank=True, default="")
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "public_text"
        indexes = [models.Index(fields=["unit", "matter"], name="public_text_unit", condition=Q(last=True, shown=True))]
        constraints = [
            models.UniqueConstraint(fields=["matter", "version"], name="public_text_version"),
            models.UniqueConstraint(fields=["matter"], condition=Q(last=True), name="public_text_one_last"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="public_text_says_something"),
            models.CheckConstraint(condition=Q(shown=True) | ~Q(why=""), name="public_text_off_for_a_reason"),
        ]
