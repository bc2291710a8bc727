from django.db import migrations, models

from leadership.migrations._fixed import freeze, thaw

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
COLUMNS = [
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
        ("leadership", "0004_changes_of_a_draft"),
    ]

    operations = [
        thaw(CONTENT_TABLES, COLUMNS),
        migrations.AddField(
            model_name="question",
            name="separate",
            field=models.BooleanField(
                default=False, help_text="Asked and reported, but no part of its theme's score."
            ),
        ),
        freeze(CONTENT_TABLES, COLUMNS),
    ]
