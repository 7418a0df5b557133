from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0003_answered_on")]
    operations = [
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='matter_answered_on_a_day'),
        ),
    ]
