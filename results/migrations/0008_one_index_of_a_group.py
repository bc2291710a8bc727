import django.db.models.deletion
from django.db import migrations, models

from accounts.migrations._indexes import drop_index

INDEXES = {
    'cell': ('cells', 'results_cell_group_id_cbfff8a3'),
    'roll': ('rolls', 'results_roll_group_id_985b4d87'),
}


class Migration(migrations.Migration):

    # See `drop_index`.
    atomic = False

    dependencies = [
        ('results', '0007_release_being_stored'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                drop_index(index, f'results_{model}', 'group_id'),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name=model,
                    name='group',
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name=related_name,
                        to='results.releasegroup',
                    ),
                ),
            ],
        )
        for model, (related_name, index) in INDEXES.items()
    ]
