import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0001_initial'),
        ('matters', '0006_indexes_that_answer'),
        ('org', '0003_places_parties_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'db_table': 'matter_concern',
            },
        ),
        migrations.CreateModel(
            name='Involved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('co_responsible', 'co_responsible'), ('copied', 'copied')], max_length=15)),
                ('since', models.DateTimeField()),
            ],
            options={
                'db_table': 'matter_involved',
            },
        ),
        migrations.RemoveConstraint(
            model_name='matter',
            name='matter_closed_answered',
        ),
        migrations.AddField(
            model_name='action',
            name='contingency',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='action',
            name='measure',
            field=models.IntegerField(db_column='measure_no', default=1),
        ),
        migrations.AddField(
            model_name='action',
            name='money',
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='action',
            name='nature',
            field=models.CharField(blank=True, choices=[('containment', 'containment'), ('corrective', 'corrective'), ('preventive', 'preventive')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='matter',
            name='again_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recurrences', to='matters.matter'),
        ),
        migrations.AddField(
            model_name='matter',
            name='bound',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='matter',
            name='conduct',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='matter',
            name='effect',
            field=models.CharField(blank=True, choices=[('holds', 'holds'), ('failed', 'failed')], default='', max_length=10),
        ),
        migrations.AddField(
            model_name='matter',
            name='effect_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='matter',
            name='equipment',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='org.equipment'),
        ),
        migrations.AddField(
            model_name='matter',
            name='party',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='org.party'),
        ),
        migrations.AddField(
            model_name='matter',
            name='reminded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='matter',
            name='reserved',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='matter',
            name='told_level',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='matter',
            name='waiting',
            field=models.CharField(blank=True, choices=[('asked', 'asked'), ('paused', 'paused')], default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='matter',
            name='closing',
            field=models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('not evaluated', 'not evaluated'), ('imported', 'imported'), ('withdrawn', 'withdrawn'), ('part', 'part')], default='', max_length=20),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('place__isnull', False)), fields=['place', 'raised_on'], name='matter_place'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('equipment__isnull', False)), fields=['equipment', 'raised_on'], name='matter_equipment'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('again_of__isnull', False)), fields=['again_of'], name='matter_again_of'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('effect', ''), ('effect_on__isnull', False)), fields=['effect_on', 'office'], name='matter_effect'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('conduct', True)), fields=['raiser', 'id'], name='matter_conduct'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('answered_at__isnull', False), ('closing__in', ('withdrawn', 'part')), _connector='OR'), name='matter_closed_answered'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('again_of__isnull', True), models.Q(('again_of', models.F('id')), _negated=True), _connector='OR'), name='matter_not_again_of_itself'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('conduct', False), ('reserved', True), _connector='OR'), name='matter_conduct_is_reserved'),
        ),
        migrations.AddField(
            model_name='concern',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='concerns', to='matters.matter'),
        ),
        migrations.AddField(
            model_name='concern',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person'),
        ),
        migrations.AddField(
            model_name='concern',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit'),
        ),
        migrations.AddField(
            model_name='involved',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='involved', to='matters.matter'),
        ),
        migrations.AddField(
            model_name='involved',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='involved_in', to='org.person'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('unit__isnull', False)), models.Q(('person__isnull', False), ('unit__isnull', True)), _connector='OR'), name='matter_concern_one_of_both'),
        ),
        migrations.AddConstraint(
            model_name='involved',
            constraint=models.UniqueConstraint(fields=('matter', 'person', 'part'), name='matter_involved_once'),
        ),
        migrations.AddField(
            model_name='action',
            name='dropped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('done_at__isnull', True), ('dropped_at__isnull', True)), fields=['owner', 'due_at'], name='matter_action_owner'),
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(condition=models.Q(('verified_at__isnull', True), ('verifier__isnull', False)), fields=['verifier'], name='matter_action_verifier'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['person', 'id'], name='matter_event_person'),
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_kind_due',
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['kind', 'due_at', 'unit', 'state', 'reserved'], name='matter_kind_due'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('reserved', True)), fields=['id'], name='matter_reserved'),
        ),
    ]
