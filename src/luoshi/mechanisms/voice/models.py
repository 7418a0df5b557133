"""What the house keeps of a voice without a name: the digest of its receipt, and what a recipient raised because of it."""

import uuid

from django.db import models

from luoshi.kernel.matters.models import Matter


class Receipt(models.Model):
    """The digest of the receipt that leads to a matter; it is deleted with the words when their time is over.

    `number` is the short number on the proof of filing, `words_digest` the digest of the text as it was sent. There is no time in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64, unique=True)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=9, db_column="check_no")
    words_digest = models.CharField(max_length=64)

    class Meta:
        db_table = "voice_receipt"


class Onward(models.Model):
    """An ordinary matter that a recipient raised in words of their own because of what came without a name. Nothing leads back from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="onward")
    became = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "voice_onward"
