import django.db.models.deletion
from django.db import migrations, models

from accounts.migrations._indexes import drop_index

INDEXES = {
    'answer': ('answers', 'assessments_answer_assessment_id_bf63c452'),
    'areascore': ('area_scores', 'assessments_areascore_assessment_id_81428b43'),
    'evidencenote': ('notes', 'assessments_evidencenote_assessment_id_de3a3274'),
    'readinessscore': ('readiness_scores', 'assessments_readinessscore_assessment_id_df80cf57'),
    'themescore': ('theme_scores', 'assessments_themescore_assessment_id_6b9fd9e8'),
}


class Migration(migrations.Migration):

    # See `drop_index`.
    atomic = False

    dependencies = [
        ('assessments', '0009_answer_language'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                drop_index(index, f'assessments_{model}', 'assessment_id'),
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
