"""Every matter that is written lays down what it changes in the kept sums; those that are there are counted."""

from django.db import migrations

from luoshi.kernel.matters import summing


class Migration(migrations.Migration):
    dependencies = [("matters", "0008_as_a_whole"), ("metrics", "0001_sums")]
    operations = [migrations.RunPython(summing.create, summing.drop)]
