import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0003_places_parties_deputies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, unique=True)),
                ('channel', models.CharField(choices=[('wecom', 'wecom'), ('dingtalk', 'dingtalk'), ('feishu', 'feishu')], max_length=10)),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'message_bot',
                'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ('wecom', 'dingtalk', 'feishu'))), name='message_bot_channel')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(max_length=64, unique=True)),
                ('since', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'message_feed',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=10)),
                ('key', models.CharField(db_column='notice_key', max_length=200)),
                ('what', models.CharField(max_length=30)),
                ('title', models.CharField(max_length=200)),
                ('url', models.CharField(max_length=200)),
                ('due_at', models.DateTimeField(null=True)),
                ('entered_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('tries', models.IntegerField(default=0)),
                ('trouble', models.CharField(blank=True, default='', max_length=200)),
                ('claimed_by', models.UUIDField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('given_up_at', models.DateTimeField(null=True)),
                ('printed_as', models.UUIDField(null=True)),
                ('bot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messages.bot')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'message',
                'indexes': [models.Index(condition=models.Q(('dropped_at', None), ('given_up_at', None), ('sent_at', None)), fields=['channel', 'next_try_at'], name='message_waiting'), models.Index(condition=models.Q(('claimed_by__isnull', False)), fields=['claimed_by'], name='message_claimed'), models.Index(condition=models.Q(('given_up_at__isnull', False)), fields=['given_up_at'], name='message_given_up')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'channel', 'key'), name='message_once_person'), models.UniqueConstraint(condition=models.Q(('bot__isnull', False)), fields=('bot', 'key'), name='message_once_bot'), models.CheckConstraint(condition=models.Q(models.Q(('bot__isnull', True), ('person__isnull', False)), models.Q(('bot__isnull', False), ('person__isnull', True)), _connector='OR'), name='message_person_or_bot'), models.CheckConstraint(condition=models.Q(models.Q(('dropped_at__isnull', True), ('sent_at__isnull', True)), models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), models.Q(('dropped_at__isnull', True), ('given_up_at__isnull', True)), _connector='OR'), name='message_one_end')],
            },
        ),
        migrations.CreateModel(
            name='Unwanted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'message_unwanted',
                'constraints': [models.UniqueConstraint(fields=('person', 'what'), name='message_unwanted_once'), models.CheckConstraint(condition=models.Q(('what', 'late'), _negated=True), name='message_late_is_wanted')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('wecom', 'wecom'), ('dingtalk', 'dingtalk'), ('feishu', 'feishu'), ('mail', 'mail')], max_length=10)),
                ('address', models.CharField(db_column='reached_at', max_length=120)),
                ('nonce', models.CharField(max_length=32)),
                ('code_until', models.DateTimeField()),
                ('wrong', models.IntegerField(db_column='wrong_codes', default=0)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
            ],
            options={
                'db_table': 'message_address',
                'constraints': [models.UniqueConstraint(fields=('person', 'channel'), name='message_address_once'), models.CheckConstraint(condition=models.Q(('channel__in', ('wecom', 'dingtalk', 'feishu', 'mail'))), name='message_address_channel')],
            },
        ),
    ]
