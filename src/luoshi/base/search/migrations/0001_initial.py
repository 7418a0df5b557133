"""The table of words, and the grams beside it."""

from django.db import migrations, models

from luoshi.base.search import tables


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.BigIntegerField()),
                ("body", models.TextField()),
            ],
            options={
                "db_table": "search_doc",
                "indexes": [models.Index(fields=["unit", "id"], name="search_doc_unit")],
            },
        ),
        migrations.RunPython(tables.create, tables.drop),
    ]
