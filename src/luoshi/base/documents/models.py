"""The company's own Word templates, each from a day on."""

from django.db import models
from django.db.models import Q


class WordTemplate(models.Model):
    """A template of one document that counts from `since` on, until a later one counts. What was in force stays readable."""

    name = models.CharField(max_length=30)
    since = models.DateField()
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    source = models.CharField(max_length=120)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "word_template"
        constraints = [
            models.UniqueConstraint(fields=["name", "since"], name="word_template_from_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="word_template_has_a_source"),
        ]
