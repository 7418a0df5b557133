import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0003_places_parties_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(db_column='posting_no', max_length=40, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField(blank=True, default='')),
                ('board', models.CharField(blank=True, default='', max_length=60)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('confirmed_at', models.DateTimeField()),
                ('frozen', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=300)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='org.unit')),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='org.person')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('place', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.place')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='postings.posting')),
                ('withdrawn_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'posting',
                'indexes': [models.Index(fields=['audience', 'id'], name='posting_audience')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='posting_until'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('digest', ''), _negated=True)), name='posting_titled_and_sealed'), models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='posting_not_itself'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='posting_withdrawn_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='PostingRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_column='at_moment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('posting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='postings.posting')),
            ],
            options={
                'db_table': 'posting_read',
                'constraints': [models.UniqueConstraint(fields=('posting', 'person'), name='posting_read_once')],
            },
        ),
        migrations.CreateModel(
            name='PostingSerial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(db_column='in_month', max_length=4)),
                ('last', models.IntegerField(db_column='last_given')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'posting_serial',
                'constraints': [models.UniqueConstraint(fields=('unit', 'month'), name='posting_serial_month')],
            },
        ),
        migrations.CreateModel(
            name='PostingVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('question', 'question'), ('objection', 'objection')], max_length=10)),
                ('text', models.TextField(db_column='said')),
                ('at', models.DateTimeField(db_column='at_moment')),
                ('due_at', models.DateTimeField()),
                ('matter', models.BigIntegerField(db_column='matter_id', null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('upheld', models.BooleanField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='postings.posting')),
                ('told', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'posting_voice',
                'indexes': [models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['due_at'], name='posting_voice_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='posting_voice_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='posting_voice_answer_complete'), models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('person')), _negated=True), _connector='OR'), name='posting_voice_not_own_answer')],
            },
        ),
    ]
