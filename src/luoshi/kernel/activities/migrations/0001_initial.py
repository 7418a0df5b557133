import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0002_patterns_and_hand_years'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, default='', max_length=60)),
                ('held_at', models.DateTimeField()),
                ('held_on', models.DateField()),
                ('minutes', models.TextField(blank=True, default='')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted', to='org.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='org.unit')),
            ],
            options={
                'db_table': 'activity',
                'indexes': [models.Index(fields=['kind', 'held_on', 'unit'], name='activity_held_on'), models.Index(fields=['unit', 'id'], name='activity_unit')],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=20)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='activities.activity')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='org.person')),
            ],
            options={
                'db_table': 'activity_participation',
                'constraints': [models.UniqueConstraint(fields=('activity', 'person'), name='activity_takes_part_once'), models.CheckConstraint(condition=models.Q(('part', ''), _negated=True), name='activity_part_named')],
            },
        ),
    ]
