import django.db.models.deletion
from django.db import migrations, models

# Dropped by name and not by altering the field: for that, SQLite would copy the table, which is of millions of rows.
INDEXES = {
    'answer': ('answers', 'assessments_answer_assessment_id_bf63c452'),
    'areascore': ('area_scores', 'assessments_areascore_assessment_id_81428b43'),
    'evidencenote': ('notes', 'assessments_evidencenote_assessment_id_de3a3274'),
    'readinessscore': ('readiness_scores', 'assessments_readinessscore_assessment_id_df80cf57'),
    'themescore': ('theme_scores', 'assessments_themescore_assessment_id_6b9fd9e8'),
}


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_answer_language'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS {index}',
                    f'CREATE INDEX {index} ON assessments_{model} (assessment_id)',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name='assessment',
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name=related_name,
                        to='assessments.assessment',
                    ),
                ),
            ],
        )
        for model, (related_name, index) in INDEXES.items()
    ]
