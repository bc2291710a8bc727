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
COLUMNS_BEFORE = [
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
COLUMNS_AFTER = [*COLUMNS_BEFORE, "change", "change_summary"]


class Migration(migrations.Migration):

    dependencies = [
        ("leadership", "0002_published_versions_never_change"),
    ]

    operations = [
        thaw(CONTENT_TABLES, COLUMNS_BEFORE),
        migrations.AddField(
            model_name="bankversion",
            name="change",
            field=models.CharField(
                blank=True,
                choices=[
                    ("spelling", "Spelling only: results stay comparable"),
                    ("content", "More than spelling: changed themes are not compared"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bankversion",
            name="change_summary",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        freeze(CONTENT_TABLES, COLUMNS_AFTER),
    ]
