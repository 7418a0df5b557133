import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(null=True, unique=True)),
                ('digest', models.CharField(max_length=64, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('happened_at', models.DateTimeField()),
                ('on', models.DateField(db_column='on_day')),
                ('person', models.BigIntegerField(null=True)),
                ('behalf', models.BigIntegerField(null=True)),
                ('verb', models.CharField(max_length=60)),
                ('subject_kind', models.CharField(max_length=30)),
                ('subject', models.BigIntegerField(db_column='subject_id')),
                ('unit', models.BigIntegerField(null=True)),
                ('payload_digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'ledger_entry',
                'indexes': [models.Index(fields=['subject_kind', 'subject'], name='ledger_entry_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('digest__isnull', True), ('seq__isnull', True)), models.Q(('digest__isnull', False), ('seq__isnull', False)), _connector='OR'), name='ledger_seq_with_digest')],
            },
        ),
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.BigIntegerField(default=0)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'ledger_head',
            },
        ),
        migrations.CreateModel(
            name='Command',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=30)),
                ('command', models.UUIDField()),
                ('fields_digest', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField()),
                ('outcome_kind', models.CharField(max_length=30)),
                ('outcome', models.BigIntegerField(db_column='outcome_id')),
            ],
            options={
                'db_table': 'ledger_command',
                'constraints': [models.UniqueConstraint(fields=('who', 'command'), name='ledger_command_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerPayload',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.ledgerentry')),
                ('salt', models.CharField(max_length=32)),
                ('body', models.TextField()),
            ],
            options={
                'db_table': 'ledger_payload',
            },
        ),
    ]
