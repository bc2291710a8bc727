from django.db import migrations

from banks.migrations._fixed import freeze

CONTENT_TABLES = ["banks_theme", "banks_learningarea", "banks_question"]
# Everything of a version but its status, which may go from published to retired.
VERSION_COLUMNS = [
    "id",
    "bank_id",
    "number",
    "title",
    "language",
    "content",
    "created_at",
    "published_at",
    "published_by_id",
    "change",
    "change_summary",
]


class Migration(migrations.Migration):

    dependencies = [
        ("banks", "0001_initial"),
    ]

    operations = [
        freeze(CONTENT_TABLES, VERSION_COLUMNS),
    ]
