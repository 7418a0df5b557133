import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('matters', '0007_in_depth'),
        ('org', '0003_places_parties_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(db_column='consultation_no', max_length=40, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('place', models.CharField(blank=True, default='', max_length=60)),
                ('planned_at', models.DateTimeField()),
                ('called_at', models.DateTimeField()),
                ('held_at', models.DateTimeField(null=True)),
                ('missing_note', models.CharField(blank=True, default='', max_length=200)),
                ('concluded_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('minutes', models.JSONField(null=True)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('activity', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultation', to='activities.activity')),
                ('called_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='org.unit')),
                ('recorder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('told', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'consultation',
                'indexes': [models.Index(condition=models.Q(('concluded_at__isnull', True)), fields=['planned_at'], name='consultation_open'), models.Index(fields=['office', 'id'], name='consultation_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('concluded_at__isnull', True), ('digest', ''), ('minutes__isnull', True)), models.Q(('concluded_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='consultation_concluded_kept'), models.CheckConstraint(condition=models.Q(models.Q(('activity__isnull', True), ('held_at__isnull', True)), models.Q(('activity__isnull', False), ('held_at__isnull', False)), _connector='OR'), name='consultation_held_is_activity')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, default='', max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('comes', 'comes'), ('cannot', 'cannot')], default='', max_length=6)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('answered_at', models.DateTimeField(null=True)),
                ('present', models.BooleanField(null=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='consultations.consultation')),
                ('instead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations_asked', to='org.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'consultation_invitation',
                'constraints': [models.UniqueConstraint(fields=('consultation', 'person'), name='consultation_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='consultation_answer_has_moment'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'cannot'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='consultation_cannot_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.IntegerField()),
                ('skills', models.JSONField(default=list)),
                ('put_at', models.DateTimeField()),
                ('put_on', models.DateField()),
                ('decision', models.CharField(blank=True, choices=[('measures', 'measures'), ('split', 'split'), ('not_now', 'not_now'), ('overtaken', 'overtaken')], default='', max_length=10)),
                ('reason', models.TextField(blank=True, default='')),
                ('review_on', models.DateField(null=True)),
                ('permit', models.CharField(blank=True, default='', max_length=200)),
                ('spares', models.CharField(blank=True, default='', max_length=200)),
                ('plan', models.CharField(blank=True, db_column='work_plan', default='', max_length=200)),
                ('answer', models.TextField(blank=True, db_column='answer_draft', default='')),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_on', models.DateField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='consultations.consultation')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consulted_in', to='matters.matter')),
            ],
            options={
                'db_table': 'consultation_item',
                'constraints': [models.UniqueConstraint(fields=('consultation', 'ordinal'), name='consultation_item_order'), models.UniqueConstraint(fields=('consultation', 'matter'), name='consultation_item_once'), models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('matter',), name='consultation_item_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_on__isnull', True), ('decision', ''), ('left_at__isnull', True)), models.Q(('decided_at__isnull', True), ('decided_on__isnull', True), ('decision', 'overtaken'), ('left_at__isnull', False)), models.Q(('decided_at__isnull', False), ('decided_on__isnull', False), ('decision__in', ('measures', 'split', 'not_now')), ('left_at__isnull', True)), _connector='OR'), name='consultation_item_decided'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'not_now'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('review_on__isnull', False)), _connector='OR'), name='consultation_not_now_reasoned')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.IntegerField()),
                ('area', models.CharField(blank=True, default='', max_length=60)),
                ('text', models.TextField()),
                ('workdays', models.IntegerField()),
                ('contingency', models.TextField(blank=True, default='')),
                ('due_on', models.DateField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='consultations.item')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'db_table': 'consultation_step',
                'constraints': [models.UniqueConstraint(fields=('item', 'ordinal'), name='consultation_step_order'), models.CheckConstraint(condition=models.Q(models.Q(('area', ''), ('part__isnull', True)), models.Q(models.Q(('area', ''), _negated=True), ('part__isnull', False)), _connector='OR'), name='consultation_area_is_a_part')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(db_column='said')),
                ('dissent', models.BooleanField(default=False)),
                ('at', models.DateTimeField(db_column='at_moment')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='consultations.item')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'consultation_word',
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='consultation_word_said')],
            },
        ),
    ]
