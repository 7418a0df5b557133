"""What an enterprise made of the lists shipped with the product: words of its own, other labels, words no longer offered."""

from django.db import models


class ListWord(models.Model):
    """One word of one list. A shipped word has a row only where its label was changed or it is offered no longer.

    `word` is what records keep and never changes; it is offered over `[since, until)`, for a shipped word from ever.
    """

    list_name = models.CharField(max_length=40)
    word = models.CharField(max_length=30)
    label = models.CharField(max_length=30)
    english = models.CharField(max_length=60, blank=True, default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "list_word"
        constraints = [
            models.UniqueConstraint(fields=["list_name", "word"], name="list_word_once"),
            models.CheckConstraint(condition=~models.Q(label=""), name="list_word_labelled"),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True) | models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="list_word_until_after_since",
            ),
        ]

    def __str__(self) -> str:
        return self.label
