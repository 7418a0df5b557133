"""Chained rows refuse UPDATE and DELETE."""

from django.db import migrations

from luoshi.base.ledger import triggers


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(triggers.create, triggers.drop)]
