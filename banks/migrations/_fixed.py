"""SQL that makes the database itself refuse any change to a bank version that is no longer a draft.

A later migration that alters one of these tables on SQLite makes Django copy the table, and the copy
has no triggers; altering the version's own table fails while triggers name it. So such a migration
begins with `thaw` and ends with `freeze`, each with the tables and columns of its time. The tests try
every table and every column, and find one that was forgotten.
"""

from django.db import migrations

VERSION_TABLE = "banks_bankversion"
CONTENT_REFUSAL = "What a published bank version holds never changes."
VERSION_REFUSAL = "A published bank version never changes, and is never deleted."
OPERATIONS = ("insert", "update", "delete")


def freeze(tables, columns):
    """Return the operation that protects these tables of content, and these columns of the version."""
    return migrations.RunPython(_executing(0, tables, columns), _executing(1, tables, columns))


def thaw(tables, columns):
    """Return the operation that takes the protection of `freeze` away."""
    return migrations.RunPython(_executing(1, tables, columns), _executing(0, tables, columns))


def _executing(part, tables, columns):
    def execute(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor, tables, columns)[part]:
            schema_editor.execute(statement, params=None)

    return execute


def statements(vendor, tables, columns):
    """Return what puts the triggers in place, and what takes them away."""
    if vendor == "sqlite":
        triggers = dict(sqlite_triggers(tables, columns))
        return list(triggers.values()), [f'DROP TRIGGER "{name}"' for name in triggers]
    if vendor == "postgresql":
        return postgresql_freeze(tables, columns), postgresql_thaw(tables)
    raise NotImplementedError(f"Published bank versions cannot be protected on {vendor}.")


# SQLite: one trigger for each table and operation -----------------------------------------------


def sqlite_triggers(tables, columns):
    for table in tables:
        for operation in OPERATIONS:
            rows = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}[operation]
            is_fixed = " OR ".join(
                f"(SELECT status FROM {VERSION_TABLE} WHERE id = {row}.version_id) <> 'draft'"
                for row in rows
            )
            yield sqlite_trigger(table, operation, is_fixed, CONTENT_REFUSAL)
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
    yield sqlite_trigger(
        VERSION_TABLE, "update", f"OLD.status <> 'draft' AND ({changed} OR {wrong_step()})", VERSION_REFUSAL
    )
    yield sqlite_trigger(VERSION_TABLE, "delete", "OLD.status <> 'draft'", VERSION_REFUSAL)


def sqlite_trigger(table, operation, condition, refusal):
    name = f"{table}_fixed_{operation}"
    return name, (
        f'CREATE TRIGGER "{name}" BEFORE {operation.upper()} ON {table} FOR EACH ROW '
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def wrong_step():
    return "NOT (NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'retired'))"


# PostgreSQL: one function for content, one for versions -----------------------------------------


def postgresql_freeze(tables, columns):
    return [
        # Sharing the lock on the version's row makes a change of content and a publication take turns.
        postgresql_function(
            "banks_fixed_content",
            f"""
            IF TG_OP <> 'INSERT' THEN
                SELECT status INTO found FROM {VERSION_TABLE} WHERE id = OLD.version_id FOR SHARE;
                {postgresql_refusal("found <> 'draft'", CONTENT_REFUSAL)}
            END IF;
            IF TG_OP <> 'DELETE' THEN
                SELECT status INTO found FROM {VERSION_TABLE} WHERE id = NEW.version_id FOR SHARE;
                {postgresql_refusal("found <> 'draft'", CONTENT_REFUSAL)}
            END IF;
            """,
        ),
        postgresql_function(
            "banks_fixed_version",
            f"""
            IF OLD.status <> 'draft' THEN
                {postgresql_refusal("TG_OP = 'DELETE'", VERSION_REFUSAL)}
                {postgresql_refusal(postgresql_changed(columns), VERSION_REFUSAL)}
            END IF;
            """,
        ),
        *(
            f"CREATE TRIGGER {table}_fixed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION banks_fixed_content()"
            for table in tables
        ),
        f"CREATE TRIGGER {VERSION_TABLE}_fixed BEFORE UPDATE OR DELETE ON {VERSION_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION banks_fixed_version()",
    ]


def postgresql_thaw(tables):
    return [
        *(f"DROP TRIGGER {table}_fixed ON {table}" for table in (*tables, VERSION_TABLE)),
        "DROP FUNCTION banks_fixed_content()",
        "DROP FUNCTION banks_fixed_version()",
    ]


def postgresql_function(name, body):
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE found text;
        BEGIN
            {body}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
    """


def postgresql_refusal(condition, refusal):
    return (
        f"IF {condition} THEN RAISE EXCEPTION '{refusal}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    )


def postgresql_changed(columns):
    changed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns]
    return " OR ".join([*changed, wrong_step()])
