from django.db import migrations


def forget_what_they_were_worded_from(apps, schema_editor):
    """As the service does now when an e-mail leaves; the one to a new address says by it whether its link is good."""
    gone = apps.get_model('accounts', 'Message').objects.filter(status__in=['sent', 'dropped'])
    gone.exclude(kind='new_address').exclude(context={}).update(context={})


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_languages'),
    ]

    operations = [
        migrations.RunPython(forget_what_they_were_worded_from, migrations.RunPython.noop),
    ]
