"""Photographs by their content."""

import uuid

from django.db import models


class StoredFile(models.Model):
    """A photograph kept outside the database under its digest; the id says nothing about when or by whom it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    bytes_long = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    stored_on = models.DateField()

    class Meta:
        db_table = "stored_file"
