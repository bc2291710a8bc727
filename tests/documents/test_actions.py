"""Stored documents: made once, never older than their facts, put back after a killed worker, gone with their owner."""

import logging
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from documents import actions
from documents.actions import (
    DocumentProgress,
    find_or_queue,
    make_again,
    make_again_later,
    make_document,
    queue,
    recover_documents,
)
from documents.models import LOST_AFTER, RETRY_AFTER, StoredDocument
from tests.documents.makers import FACTS, spec
from tests.worker import make_documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_maker_of_notes(settings):
    settings.DOCUMENT_MAKERS = {"note": "tests.documents.makers.note"}
    FACTS.update(words="one", renders=0)


@pytest.fixture(params=["database", "files"])
def storage(request, settings, tmp_path):
    """Both places where bytes can be kept."""
    settings.DOCUMENT_STORAGE = request.param
    settings.STORAGES = settings.STORAGES | {
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "documents")},
        }
    }
    return request.param


def ask(name: str = "a", *, after: timedelta = timedelta()) -> actions.Found:
    return find_or_queue(spec(name=name), at=timezone.now() + after)


def files() -> list[str]:
    try:
        return storages["documents"].listdir("note")[1]
    except FileNotFoundError:
        return []


def test_it_is_made_after_it_was_asked_for_and_then_kept(storage, django_assert_num_queries):
    assert ask().progress == DocumentProgress.WAITING

    assert make_documents() == 1

    with django_assert_num_queries(1):
        found = ask()
    assert (found.progress, found.content) == (DocumentProgress.READY, b"a: one")
    assert make_documents() == 0
    assert FACTS["renders"] == 1
    assert len(files()) == (1 if storage == "files" else 0)


def test_it_is_never_older_than_its_facts(storage):
    ask()
    make_documents()

    FACTS["words"] = "two"

    assert ask().progress == DocumentProgress.WAITING
    make_documents()
    assert ask().content == b"a: two"
    assert len(files()) == (1 if storage == "files" else 0)


def test_what_is_about_to_be_made_anew_is_still_good_where_the_facts_are_back():
    ask()
    make_documents()
    FACTS["words"] = "two"
    ask()

    FACTS["words"] = "one"

    assert ask().content == b"a: one"


def test_facts_that_change_while_it_is_made_are_not_mixed():
    FACTS["words"] = "moving"
    ask()

    make_documents()

    assert ask().content == b"a: settled"
    assert FACTS["renders"] == 2


def test_two_workers_make_it_once():
    ask()
    pk = StoredDocument.objects.get().pk
    first = actions._claim(pk, timezone.now())

    make_document.call(pk)

    assert first is not None
    assert FACTS["renders"] == 0
    assert actions._claim(pk, timezone.now()) is None


def test_asking_again_and_again_queues_one_task():
    for _ in range(3):
        assert ask().progress == DocumentProgress.WAITING

    assert DBTaskResult.objects.count() == 1


def test_what_was_queued_ahead_overtakes_once_somebody_waits():
    queue("note", spec().about, owner_id=None, at=timezone.now())

    ask()
    ask()

    tasks = DBTaskResult.objects.order_by("-priority").values_list("priority", flat=True)
    assert list(tasks) == [actions.AWAITED, actions.AHEAD]
    assert actions.AWAITED < 0  # behind the e-mails


def test_a_killed_worker_loses_nothing():
    ask()
    row = StoredDocument.objects.get()
    killed = actions._claim(row.pk, timezone.now())

    assert recover_documents(at=timezone.now()) == 0
    assert recover_documents(at=timezone.now() + LOST_AFTER) == 1
    make_documents()

    assert ask().content == b"a: one"
    # The worker that was thought dead comes back with older facts.
    actions._store(killed, "old", b"old")
    assert ask().content == b"a: one"


def test_whoever_asks_puts_back_what_a_killed_worker_held():
    ask()
    actions._claim(StoredDocument.objects.get().pk, timezone.now())

    assert make_documents() == 0
    assert ask(after=LOST_AFTER).progress == DocumentProgress.WAITING
    assert make_documents() == 1


def test_what_could_not_be_made_is_forgotten_as_what_was_made_is():
    ask()
    StoredDocument.objects.update(state="failed")

    recover_documents(at=timezone.now() + actions.KEPT_FOR - LOST_AFTER)
    assert StoredDocument.objects.count() == 1
    recover_documents(at=timezone.now() + actions.KEPT_FOR + LOST_AFTER)
    assert not StoredDocument.objects.exists()


def test_what_kills_its_worker_each_time_is_given_up():
    ask()
    row = StoredDocument.objects.get()
    at = timezone.now()
    for _ in range(actions.MOST_ATTEMPTS):
        actions._claim(row.pk, at)
        recover_documents(at=at + LOST_AFTER)

    row.refresh_from_db()
    assert row.state == "failed"


def test_a_failure_is_told_and_can_be_tried_again(caplog):
    FACTS["words"] = "break"
    ask()
    with caplog.at_level(logging.ERROR):
        make_documents()

    assert ask().progress == DocumentProgress.FAILED
    assert "ValueError" in caplog.text
    assert "what somebody wrote" not in caplog.text
    FACTS["words"] = "mended"
    assert ask(after=RETRY_AFTER).progress == DocumentProgress.WAITING
    make_documents()
    assert ask().content == b"a: mended"


def test_what_it_is_about_may_be_gone():
    ask()
    FACTS["words"] = "gone"

    make_documents()

    assert not StoredDocument.objects.exists()


def test_it_is_deleted_with_its_owner(
    storage, manager, colleague, django_capture_on_commit_callbacks
):
    for user in (manager, colleague):
        find_or_queue(spec(user.pk, user.name), at=timezone.now())
    make_documents()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.forget_documents_of(manager.pk)

    assert [row.owner for row in StoredDocument.objects.all()] == [colleague]
    assert len(files()) == (1 if storage == "files" else 0)


def test_files_without_a_row_are_swept_up(storage, manager):
    find_or_queue(spec(manager.pk), at=timezone.now())
    make_documents()
    manager.memberships.all().delete()

    manager.delete()
    assert not StoredDocument.objects.exists()
    recover_documents(at=timezone.now())
    assert len(files()) == (1 if storage == "files" else 0)
    recover_documents(at=timezone.now() + 2 * actions.ORPHANED_AFTER)

    assert files() == []


def test_a_file_that_was_lost_is_made_again(storage):
    ask()
    make_documents()
    for name in files():
        storages["documents"].delete(f"note/{name}")

    found = ask()

    assert found.progress == (
        DocumentProgress.WAITING if storage == "files" else DocumentProgress.READY
    )
    make_documents()
    assert ask().content == b"a: one"


def test_old_ones_are_forgotten(django_capture_on_commit_callbacks):
    ask()
    make_documents()

    recover_documents(at=timezone.now() + actions.KEPT_FOR - timedelta(days=1))
    assert StoredDocument.objects.exists()
    recover_documents(at=timezone.now() + actions.KEPT_FOR)
    assert not StoredDocument.objects.exists()


def test_only_what_somebody_waits_for_is_left_to_the_worker():
    queue("note", {"name": "ahead"}, owner_id=None, at=timezone.now())
    ask()

    actions.leave_to_requests()

    assert [row.about for row in StoredDocument.objects.all()] == [{"name": "a"}]
    for task in DBTaskResult.objects.all():
        make_document.call(*task.args_kwargs["args"])
    assert ask().content == b"a: one"


# Made again --------------------------------------------------------------------------------------


def test_a_run_of_changes_makes_the_newest_anew_once_and_only_where_it_has_changed(manager):
    def change(words: str) -> None:
        FACTS["words"] = words
        make_again_later(manager.pk, ["note"], at=timezone.now())

    for name in ("older", "newer"):
        queue("note", {"name": name}, owner_id=manager.pk, at=timezone.now())
        make_documents()
    for words in ("two", "three"):
        change(words)

    (later,) = DBTaskResult.objects.filter(task_path=make_again.module_path)
    assert later.run_after > timezone.now() + timedelta(minutes=4)
    make_again.call(*later.args_kwargs["args"])
    assert make_documents() == 1
    assert FACTS["renders"] == 3
    assert StoredDocument.objects.get(about__name="newer").content == b"newer: three"
    # Nothing has changed since, so nothing is made.
    make_again.call(manager.pk, ["note"])
    assert make_documents() == 0


def test_what_was_never_made_is_not_made_ahead_of_anybody_who_wants_it(manager):
    make_again.call(manager.pk, ["note"])

    assert not StoredDocument.objects.exists()
