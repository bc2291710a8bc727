from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from operations import health


def test_nothing_is_missing(db: None) -> None:
    assert health.what_is_missing() == ""


def test_a_migration_that_is_not_applied_is_missed(db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()

    assert health.what_is_missing() == "migrations are not applied"


def test_the_cache_table_is_missed(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cache RENAME TO cache_elsewhere")

    assert health.what_is_missing() == "the cache table is missing: run createcachetable"


def test_a_database_that_does_not_answer_is_missed(db: None) -> None:
    def refuse(execute, sql, params, many, context):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(refuse):
        assert health.what_is_missing() == "the database does not answer"


def test_a_full_disk_is_missed(db: None, monkeypatch, settings) -> None:
    settings.DOCUMENT_STORAGE = (
        "files"  # else nothing of ours is on this disk beside a database on another machine
    )
    monkeypatch.setattr(health, "LEAST_FREE", 2**60)

    assert health.what_is_missing().startswith("the disk is nearly full: ")


def test_a_database_that_takes_nothing_is_missed(db: None) -> None:
    def read_only(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read_only):
        said = health.what_is_missing()

    assert said == "the database cannot be written to: its disk may be full"


def test_static_files_that_were_not_collected_are_missed(db: None, settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    kept = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": kept}

    assert (
        health.what_is_missing()
        == "the static files are not collected: run collectstatic, then restart"
    )
