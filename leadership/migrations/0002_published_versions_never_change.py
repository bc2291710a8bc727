from django.db import migrations

from leadership.migrations._fixed import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [
        ("leadership", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(freeze, thaw, elidable=False),
    ]
