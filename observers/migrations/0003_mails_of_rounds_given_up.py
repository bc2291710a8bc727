from django.db import migrations


def forget_them(apps, schema_editor):
    """As the service does now when a round is given up: those who were asked are gone, and so are the e-mails to them."""
    rounds = apps.get_model('observers', 'Round').objects.filter(cancelled_at__isnull=False)
    topics = [f'round:{pk}' for pk in rounds.values_list('pk', flat=True)]
    messages = apps.get_model('accounts', 'Message').objects
    for start in range(0, len(topics), 500):
        messages.filter(topic__in=topics[start : start + 500]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_words_of_sent_mails'),
        ('observers', '0002_pulses_and_campaigns'),
    ]

    operations = [
        migrations.RunPython(forget_them, migrations.RunPython.noop),
    ]
