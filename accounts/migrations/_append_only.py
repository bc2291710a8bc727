"""SQL that makes the database itself keep the log: lines are added, and changed or deleted by two narrow ways alone.

Either way says so by a row in `accounts_log_opening` for as long as its statement takes: *reword* for what
names a person (subject, details, actor), *forget* for whole lines that are at least a year old. When, what and
in which organisation is changed by neither. On PostgreSQL the two are functions that run as the owner of the
table, so that the service's role needs no right to change it (`manage.py protect_log`).

A later migration that alters the table on SQLite makes Django copy it, and the copy has no triggers: it has to
begin with `lift` and end with `protect`.
"""

from django.db import migrations

LOG, OPENING = "accounts_auditentry", "accounts_log_opening"
REFUSAL = "The log is only added to."
FACTS_REFUSAL = "What was done, when and where is never changed in the log."
YOUNG_REFUSAL = "A line of the log is kept for a year at least."
FACTS = ("id", "at", "act", "organisation_id")
DAYS = 365


def protect():
    """Return the operation that puts the protection in place."""
    return migrations.RunPython(_executing(0), _executing(1))


def lift():
    """Return the operation that takes it away."""
    return migrations.RunPython(_executing(1), _executing(0))


def _executing(part):
    def execute(apps, schema_editor):
        for statement in statements(schema_editor.connection)[part]:
            schema_editor.execute(statement, params=None)

    return execute


def statements(connection):
    """Return what puts it in place, and what takes it away."""
    if connection.vendor == "sqlite":
        return sqlite()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            return postgresql(connection.ops.quote_name(cursor.fetchone()[0]))
    raise NotImplementedError(f"The log cannot be protected on {connection.vendor}.")


# SQLite -----------------------------------------------------------------------------------------


def sqlite():
    opened = f"EXISTS (SELECT 1 FROM {OPENING} WHERE why = '{{}}')"
    facts = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FACTS)
    young = f"OLD.at > datetime('now', '-{DAYS} days')"
    triggers = {
        # INSERT OR REPLACE deletes the row that it replaces, and tells no trigger unless recursive_triggers is on.
        "replace": ("INSERT", f"EXISTS (SELECT 1 FROM {LOG} WHERE id = NEW.id)", REFUSAL),
        "update": ("UPDATE", f"NOT {opened.format('reword')}", REFUSAL),
        "facts": ("UPDATE", facts, FACTS_REFUSAL),
        "delete": ("DELETE", f"NOT {opened.format('forget')}", REFUSAL),
        "young": ("DELETE", young, YOUNG_REFUSAL),
    }
    made = [
        f'CREATE TRIGGER "{LOG}_{name}" BEFORE {event} ON {LOG} FOR EACH ROW WHEN {when} '
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for name, (event, when, refusal) in triggers.items()
    ]
    return (
        [f"CREATE TABLE {OPENING} (why text NOT NULL)", *made],
        [*(f'DROP TRIGGER "{LOG}_{name}"' for name in triggers), f"DROP TABLE {OPENING}"],
    )


# PostgreSQL -------------------------------------------------------------------------------------


def postgresql(schema):
    # Named, or a temporary table of the same name would be taken for ours.
    path = f"SET search_path = {schema}, pg_temp"
    facts = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FACTS)
    young = f"OLD.at > now() - interval '{DAYS} days'"
    refuse = "RAISE EXCEPTION '%', {} USING ERRCODE = 'integrity_constraint_violation'"
    made = [
        f"CREATE TABLE {OPENING} (why text NOT NULL)",
        f"""
        CREATE FUNCTION accounts_log_guard() RETURNS trigger LANGUAGE plpgsql {path} AS $$
        BEGIN
            IF TG_OP = 'TRUNCATE' OR NOT EXISTS (
                SELECT 1 FROM {OPENING}
                WHERE why = CASE TG_OP WHEN 'UPDATE' THEN 'reword' ELSE 'forget' END
            ) THEN {refuse.format(f"'{REFUSAL}'")}; END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE FUNCTION accounts_log_refusal() RETURNS trigger LANGUAGE plpgsql {path} AS $$
        BEGIN {refuse.format("TG_ARGV[0]")}; END $$
        """,
        _function("accounts_log_reword(keys bigint[], becomes text, says jsonb, by_whom bigint)",
            path, "reword", f"""
            UPDATE {LOG} SET subject = coalesce(becomes, subject), details = coalesce(says, details),
                actor_id = coalesce(by_whom, actor_id) WHERE id = ANY(keys)"""),
        _function("accounts_log_forget(keys bigint[])",
            path, "forget", f"DELETE FROM {LOG} WHERE id = ANY(keys)"),
        f"CREATE TRIGGER {LOG}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {LOG} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accounts_log_guard()",
        f"CREATE TRIGGER {LOG}_facts BEFORE UPDATE ON {LOG} FOR EACH ROW WHEN ({facts}) "
        f"EXECUTE FUNCTION accounts_log_refusal('{FACTS_REFUSAL}')",
        f"CREATE TRIGGER {LOG}_young BEFORE DELETE ON {LOG} FOR EACH ROW WHEN ({young}) "
        f"EXECUTE FUNCTION accounts_log_refusal('{YOUNG_REFUSAL}')",
    ]
    gone = [
        *(f"DROP TRIGGER {LOG}_{name} ON {LOG}" for name in ("guard", "facts", "young")),
        "DROP FUNCTION accounts_log_reword(bigint[], text, jsonb, bigint)",
        "DROP FUNCTION accounts_log_forget(bigint[])",
        "DROP FUNCTION accounts_log_guard()",
        "DROP FUNCTION accounts_log_refusal()",
        f"DROP TABLE {OPENING}",
    ]
    return made, gone


def _function(signature, path, why, statement):
    return f"""
        CREATE FUNCTION {signature} RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {path} AS $$
        DECLARE found bigint;
        BEGIN
            INSERT INTO {OPENING} VALUES ('{why}');
            {statement};
            GET DIAGNOSTICS found = ROW_COUNT;
            DELETE FROM {OPENING};
            RETURN found;
        END $$
    """
