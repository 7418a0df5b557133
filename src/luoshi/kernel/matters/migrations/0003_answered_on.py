"""The day of an answer, for what was answered before there was a column for it."""

from django.db import migrations

from luoshi.base.clock import local_date


def fill(apps, schema_editor):
    matters = apps.get_model("matters", "Matter")
    for pk, at in matters.objects.filter(answered_at__isnull=False).values_list("id", "answered_at").iterator():
        matters.objects.filter(pk=pk).update(answered_on=local_date(at))


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_answers_and_history")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
