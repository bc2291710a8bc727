from django.db import migrations

from leadership.migrations._fixed import freeze

CONTENT_TABLES = [
    "leadership_part",
    "leadership_scale",
    "leadership_scalepoint",
    "leadership_band",
    "leadership_theme",
    "leadership_facet",
    "leadership_feedback",
    "leadership_learningarea",
    "leadership_activity",
    "leadership_themearealink",
    "leadership_readinessside",
    "leadership_spectrumposition",
    "leadership_question",
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
]


class Migration(migrations.Migration):

    dependencies = [
        ("leadership", "0001_initial"),
    ]

    operations = [
        freeze(CONTENT_TABLES, VERSION_COLUMNS),
    ]
