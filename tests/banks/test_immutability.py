"""A published version refuses every change in the database itself, whichever way it is tried."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from banks import actions, queries
from banks.models import BankVersion, KeyRow, Question, Theme
from banks.queries import load_instrument
from leadership.instrument import Instrument

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CONTENT = KeyRow.__subclasses__()


@pytest.fixture
def draft(default: Instrument) -> BankVersion:
    return actions.store_draft(default, by=None, at=AT)


@pytest.fixture
def published(draft: BankVersion) -> BankVersion:
    return actions.publish(draft, by=None, at=AT)


def row_of(model: type[KeyRow], version: BankVersion) -> KeyRow:
    row = model._default_manager.filter(version=version).last()
    assert row is not None, f"the default bank has no {model.__name__}, so nothing was tried"
    return row


def copy_of(row: models.Model) -> models.Model:
    row.pk, row._state.adding = None, True
    return row


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(change, words: str = "never change") -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model.__name__)
def test_published_content_refuses_every_change(
    model: type[KeyRow], published: BankVersion, default: Instrument
) -> None:
    row, manager = row_of(model, published), model._default_manager
    table = model._meta.db_table
    where = manager.filter(pk=row.pk)

    refused(row.save)
    refused(lambda: where.update(order=99))
    refused(lambda: manager.bulk_update([row], ["order"]))
    refused(lambda: copy_of(row_of(model, published)).save())
    refused(lambda: manager.bulk_create([copy_of(row_of(model, published))]))
    refused(lambda: where._raw_delete(where.db))
    refused(lambda: sql(f'UPDATE {table} SET "order" = 99 WHERE id = %s', row.pk))
    refused(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))

    assert load_instrument(published) == default


@pytest.mark.parametrize("model", CONTENT, ids=lambda model: model.__name__)
def test_draft_content_takes_changes(model: type[KeyRow], draft: BankVersion) -> None:
    row = row_of(model, draft)

    row.save()
    model._default_manager.filter(pk=row.pk).update(order=99)
    with transaction.atomic():
        sql(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)
        transaction.set_rollback(True)

    assert model._default_manager.get(pk=row.pk).order == 99


def test_rows_cannot_move_into_or_out_of_a_published_version(
    draft: BankVersion, small: Instrument
) -> None:
    published = actions.publish(actions.store_draft(small, by=None, at=AT), by=None, at=AT)

    refused(lambda: Theme.objects.filter(version=draft).update(version=published))
    refused(lambda: Theme.objects.filter(version=published).update(version=draft))


def test_a_published_version_cannot_be_deleted(published: BankVersion) -> None:
    this = BankVersion.objects.filter(pk=published.pk)

    refused(published.delete)
    refused(this.delete)
    refused(lambda: this._raw_delete(this.db))
    refused(lambda: sql("DELETE FROM banks_bankversion WHERE id = %s", published.pk))


def test_a_bank_with_a_version_cannot_be_deleted(published: BankVersion) -> None:
    def raw() -> None:
        sql("DELETE FROM banks_questionbank WHERE id = %s", published.bank_id)
        connection.check_constraints()

    with pytest.raises(ProtectedError):
        published.bank.delete()
    refused(raw, "(?i)foreign key")


CHANGES = {
    "id": 10**6,
    "bank_id": 10**6,
    "number": "2.0",
    "title": "Another",
    "language": "cy",
    "content": "{}",
    "created_at": datetime(2027, 1, 1, tzinfo=UTC),
    "published_at": datetime(2027, 1, 1, tzinfo=UTC),
    "published_by_id": 10**6,
    "change": "content",
    "change_summary": "Another",
}


def test_every_column_of_a_version_is_tried() -> None:
    columns = {field.attname for field in BankVersion._meta.concrete_fields}

    assert columns == {*CHANGES, "status"}


@pytest.mark.parametrize("column", CHANGES)
def test_a_published_version_changes_in_nothing(published: BankVersion, column: str) -> None:
    this = BankVersion.objects.filter(pk=published.pk)

    refused(lambda: this.update(**{column: CHANGES[column]}))
    refused(lambda: this.update(**{column: CHANGES[column]}, status="retired"))


def test_a_published_version_may_only_be_retired(
    published: BankVersion, default: Instrument
) -> None:
    BankVersion.objects.filter(pk=published.pk).update(status="retired")
    this = BankVersion.objects.filter(pk=published.pk)

    refused(lambda: this.update(status="published"))
    refused(lambda: this.update(status="draft", published_at=None))
    refused(lambda: this._raw_delete(this.db))
    refused(lambda: Question.objects.filter(version=published).update(order=99))
    assert load_instrument(published) == default


def test_saving_a_published_version_unchanged_is_harmless(published: BankVersion) -> None:
    BankVersion.objects.get(pk=published.pk).save()


def test_a_draft_can_be_deleted_with_all_it_holds(draft: BankVersion) -> None:
    draft.delete()

    assert not any(model._default_manager.exists() for model in CONTENT)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_races_a_publication_comes_too_late(small: Instrument) -> None:
    version = actions.store_draft(small, by=None, at=AT)
    outcome: list[str] = []

    def change() -> None:
        try:
            Question.objects.filter(version=version).update(order=99)
            outcome.append("changed")
        except IntegrityError as error:
            outcome.append(str(error))
        finally:
            connection.close()

    thread = Thread(target=change)
    with transaction.atomic():
        actions.publish(version, by=None, at=AT)
        thread.start()
        thread.join(timeout=0.5)
        assert outcome == []  # it waits for the publication to be decided
    thread.join(timeout=20)

    assert len(outcome) == 1
    assert "never changes" in outcome[0]
    assert load_instrument(version) == small


@pytest.mark.django_db(transaction=True)
def test_the_protection_can_be_taken_away_and_put_back(small: Instrument) -> None:
    version = actions.publish(actions.store_draft(small, by=None, at=AT), by=None, at=AT)
    themes = Theme.objects.filter(version=version)
    try:
        call_command("migrate", "banks", "0001", verbosity=0)
        themes.update(order=2)
    finally:
        call_command("migrate", verbosity=0)

    refused(lambda: themes.update(order=3))
    queries.forget_instruments()
