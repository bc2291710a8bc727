from django.db import migrations

from accounts.migrations._append_only import protect


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0008_pauses_and_sessions"),
    ]

    operations = [
        protect(),
    ]
