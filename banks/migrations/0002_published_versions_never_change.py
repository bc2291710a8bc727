from django.db import migrations

from banks.migrations._fixed import freeze

CONTENT_TABLES = [
    "banks_part",
    "banks_scale",
    "banks_scalepoint",
    "banks_band",
    "banks_theme",
    "banks_facet",
    "banks_feedback",
    "banks_learningarea",
    "banks_activity",
    "banks_themearealink",
    "banks_readinessside",
    "banks_spectrumposition",
    "banks_question",
]
# Everything of a version but its status, which may go from published to retired.
VERSION_COLUMNS = [
    "id",
    "bank_id",
    "number",
    "title",
    "language",
    "sections",
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
