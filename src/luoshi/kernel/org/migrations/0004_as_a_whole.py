import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('org', '0001_initial'), ('org', '0002_patterns_and_hand_years'), ('org', '0003_places_parties_deputies')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_column='on_day', unique=True)),
                ('kind', models.CharField(choices=[('holiday', 'holiday'), ('makeup', 'makeup')], max_length=10)),
                ('name', models.CharField(blank=True, default='', max_length=60)),
                ('source', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'org_calendar_day',
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.IntegerField(db_column='in_year', primary_key=True, serialize=False)),
                ('confirmed', models.BooleanField(default=False)),
                ('source', models.CharField(max_length=120)),
                ('by_hand', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'org_calendar_year',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(blank=True, default='', max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('receives_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='org.unit')),
            ],
            options={
                'db_table': 'org_unit',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_unit_until'), models.UniqueConstraint(condition=models.Q(('short_name', ''), _negated=True), fields=('short_name',), name='org_unit_short_name_once')],
            },
        ),
        migrations.CreateModel(
            name='ShiftPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('cycle', models.CharField(max_length=60)),
                ('letters', models.CharField(max_length=120)),
                ('leads', models.CharField(max_length=60)),
                ('source', models.CharField(max_length=120)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
            ],
            options={
                'db_table': 'org_shift_pattern',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_shift_pattern_until')],
            },
        ),
        migrations.CreateModel(
            name='Rota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.CharField(max_length=60)),
                ('anchor', models.DateField()),
                ('lead', models.IntegerField(default=0)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rotas', to='org.unit')),
                ('pattern', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rotas', to='org.shiftpattern')),
            ],
            options={
                'db_table': 'org_rota',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_rota_until'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('unit',), name='org_rota_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('no_phone', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='org.unit')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inside', to='org.place')),
            ],
            options={
                'db_table': 'org_place',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_place_until'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='org_place_not_in_itself')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('contractor', 'contractor'), ('customer', 'customer'), ('supplier', 'supplier'), ('other', 'other')], max_length=12)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='org.unit')),
            ],
            options={
                'db_table': 'org_party',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_party_until')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff_no', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('post', models.CharField(blank=True, default='', max_length=40)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='org.unit')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='org.party')),
            ],
            options={
                'db_table': 'org_person',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_person_until')],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=30)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='org.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='org.unit')),
            ],
            options={
                'db_table': 'org_holding',
                'indexes': [models.Index(fields=['role', 'unit'], name='org_holding_role_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_holding_until'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'role', 'unit'), name='org_holding_one_open'), models.CheckConstraint(condition=models.Q(('role__in', ['audit_admin', 'branch_secretary', 'finance_verifier', 'handler', 'inspector', 'named_recipient', 'outsider', 'safety_officer', 'security_admin', 'system_admin', 'team_leader', 'unit_leader', 'worker'])), name='org_holding_known_role')],
            },
        ),
        migrations.CreateModel(
            name='Branch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tree', models.CharField(default='administrative', max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='twigs', to='org.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='org.unit')),
            ],
            options={
                'db_table': 'org_branch',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_branch_until'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('tree', 'unit'), name='org_branch_one_open'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('unit')), _negated=True), _connector='OR'), name='org_branch_not_itself')],
            },
        ),
        migrations.CreateModel(
            name='Deputy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, default='', max_length=60)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in_for', to='org.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to='org.person')),
            ],
            options={
                'db_table': 'org_deputy',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_deputy_until'), models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='org_deputy_is_another')],
            },
        ),
        migrations.CreateModel(
            name='Equipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('grade', models.CharField(blank=True, default='', max_length=10)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='org.equipment')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='equipment', to='org.place')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='equipment', to='org.unit')),
            ],
            options={
                'db_table': 'org_equipment',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_equipment_until'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='org_equipment_not_in_itself')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skills', to='org.person')),
            ],
            options={
                'db_table': 'org_skill',
                'indexes': [models.Index(fields=['name'], name='org_skill_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='org_skill_until'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'name'), name='org_skill_one_open')],
            },
        ),
    ]
