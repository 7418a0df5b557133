import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0004_as_a_whole'),
        ('spreadsheets', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NightlyLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=40, unique=True)),
                ('source', models.CharField(max_length=10)),
                ('looked_at', models.DateTimeField()),
                ('waited_since', models.DateTimeField()),
                ('came_at', models.DateTimeField(null=True)),
                ('size', models.BigIntegerField(db_column='size_seen', default=0)),
                ('trouble', models.CharField(blank=True, default='', max_length=400)),
                ('told', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'sheet_nightly',
            },
        ),
        migrations.CreateModel(
            name='Staying',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'sheet_staying',
            },
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='nightly',
            field=models.CharField(blank=True, default='', max_length=10),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='missing',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='left',
            field=models.IntegerField(db_column='left_now', default=0),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='told',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person'),
        ),
        migrations.AlterField(
            model_name='sheetimport',
            name='state',
            field=models.CharField(choices=[('reading', 'reading'), ('read', 'read'), ('taken', 'taken'), ('failed', 'failed'), ('closed', 'closed'), ('away', 'away')], default='reading', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='sheetimport',
            constraint=models.CheckConstraint(condition=models.Q(('nightly', ''), ('person__isnull', True), _connector='OR'), name='sheet_import_nightly_nobodys'),
        ),
        migrations.AddConstraint(
            model_name='sheetimport',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'read'), models.Q(('nightly', ''), _negated=True)), fields=('register',), name='sheet_import_one_nightly'),
        ),
    ]
