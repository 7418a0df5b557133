"""What somebody has begun to write and not sent yet."""

from django.db import models

from luoshi.kernel.org.models import Person


class Draft(models.Model):
    """One form begun by one person: `form` is its key, `page` where it is filled in, `title` what that page is called."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    form = models.CharField(max_length=80, db_column="form_key")
    page = models.CharField(max_length=200)
    title = models.CharField(max_length=120)
    typed = models.JSONField()
    at = models.DateTimeField(db_column="at_moment")

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["at"], name="draft_at")]
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_once_a_form")]
