"""Documents are queued, made by a worker, kept, and forgotten again.

A row of StoredDocument alone says what is to be made; the task that is queued with it only names the row.
So a task too many or a worker too many does no harm, and a killed worker leaves a row that can be put back.
"""

import logging
import traceback
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from documents.models import LOST_AFTER, StoredDocument
from documents.spec import About, DocumentSpec, Draft, Maker, in_language, key_of, language_of

logger = logging.getLogger(__name__)

# E-mails come first, then what somebody waits for, then what nobody has asked for yet.
AWAITED, AHEAD = -10, -20
MOST_ATTEMPTS = 3
# What nobody has wanted made anew for so long is made again when it is.
KEPT_FOR = timedelta(days=90)
ORPHANED_AFTER = timedelta(hours=1)
# So long a run of changes may go on before a document is made of them.
SETTLES_AFTER = timedelta(minutes=5)
State = StoredDocument.State
# Plain SQL: of each download that is ready, Django took longer to build the query than to answer it.
_STORED = "SELECT * FROM documents_storeddocument WHERE kind = %s AND key = %s"


class DocumentProgress(Enum):
    """How far a document is for somebody who asks for it."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Found:
    """What there is of a document now; its bytes only when they are of the facts as they stand."""

    progress: DocumentProgress
    content: bytes = b""
    queued_at: datetime | None = None


# Asking ----------------------------------------------------------------------------------------


def find_or_queue(
    spec: DocumentSpec, *, at: datetime, may_queue: Callable[[], bool] = lambda: True
) -> Found:
    """Return a document if it is up to date (one query); otherwise see to it that it will be made, if it may.

    Whether it may is asked only where it is not under way.
    """
    row = next(iter(StoredDocument.objects.raw(_STORED, [spec.kind, spec.key])), None)
    if row is not None and row.shows(spec.fingerprint):
        content = _read(row)
        if content is not None:
            return Found(DocumentProgress.READY, content)
    if row is None or row.wants_queueing(at):
        if not may_queue():
            return Found(DocumentProgress.REFUSED)
        queue(spec.kind, spec.about, owner_id=spec.owner_id, at=at, awaited=True)
        return Found(DocumentProgress.WAITING, queued_at=at)
    if row.state == State.FAILED:
        return Found(DocumentProgress.FAILED)
    _put_forward(row)
    return Found(DocumentProgress.WAITING, queued_at=row.queued_at)


@transaction.atomic
def queue(
    kind: str, about: About, *, owner_id: int | None, at: datetime, awaited: bool = False
) -> None:
    """Have a document made, or made anew, in the language that is read now.

    Call it inside the transaction of the act that asks for it.
    """
    about = in_language(about)
    row = StoredDocument(
        kind=kind,
        key=key_of(about),
        about=dict(about),
        owner_id=owner_id,
        queued_at=at,
        awaited=awaited,
    )
    StoredDocument.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["state", "queued_at", "claimed_at", "attempts", "awaited"],
    )
    make_document.using(priority=AWAITED if awaited else AHEAD).enqueue(row.pk)


def _put_forward(row: StoredDocument) -> None:
    """Let what was queued ahead overtake the others once somebody waits for it."""
    ahead = StoredDocument.objects.filter(pk=row.pk, state=State.QUEUED, awaited=False)
    if not row.awaited and ahead.update(awaited=True):
        make_document.using(priority=AWAITED).enqueue(row.pk)


# Making ----------------------------------------------------------------------------------------


@task()
def make_document(pk: int) -> None:
    """Make one document, unless another worker has it or has made it already."""
    row = _claim(pk, timezone.now())
    if row is None:
        return
    try:
        # Whoever asked reads it: the worker itself speaks to nobody.
        with translation.override(language_of(row.about)):
            made = _make(row)
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits to be told
        _log(row, error)
        _finish(row, state=State.FAILED)
        return
    if made is None:
        _forget(StoredDocument.objects.filter(pk=row.pk))
    else:
        _store(row, *made)


def _claim(pk: int, at: datetime) -> StoredDocument | None:
    """Take a document that is to be made, so that no other worker makes it too."""
    waiting = StoredDocument.objects.filter(pk=pk, state=State.QUEUED)
    if not waiting.update(state=State.MAKING, claimed_at=at, attempts=F("attempts") + 1):
        return None
    return StoredDocument.objects.defer("content").filter(pk=pk).first()


def _make(row: StoredDocument) -> tuple[str, bytes] | None:
    """Return the bytes with the fingerprint of their facts; None where what it is about is gone.

    Facts that change while it is being made would leave bytes of the new ones under the old fingerprint,
    so it is worked out before and after; until it stays, what was made is of no use.
    """
    maker: Maker = import_string(settings.DOCUMENT_MAKERS[row.kind])
    draft: Draft | None = maker(row.about)
    for _ in range(MOST_ATTEMPTS):
        if draft is None:
            return None
        content = draft.render()
        again = maker(row.about)
        if again is not None and again.fingerprint == draft.fingerprint:
            return draft.fingerprint, content
        draft = again
    raise RuntimeError("The facts kept changing.")


def _log(row: StoredDocument, error: Exception) -> None:
    """Write down where it failed; the error's own words may quote what a person wrote."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("document %s could not be made: %s\n%s", row, type(error).__name__, where)


def _finish(row: StoredDocument, **fields: object) -> bool:
    """Write down what came of a document, unless it was taken for lost and queued again."""
    mine = StoredDocument.objects.filter(pk=row.pk, state=State.MAKING, claimed_at=row.claimed_at)
    return bool(mine.update(**fields))


# Making again ----------------------------------------------------------------------------------


def make_again_later(owner_id: int, kinds: Iterable[str], *, at: datetime) -> None:
    """Have a person's newest documents of these kinds made anew in a while, where they are no longer up to date.

    In a while, so that a run of changes makes one document. Call it inside the transaction of the change.
    """
    waiting = DBTaskResult.objects.filter(
        task_path=make_again.module_path, status="READY", args_kwargs__args__0=owner_id
    )
    if not waiting.exists():
        later = make_again.using(run_after=at + SETTLES_AFTER, priority=AHEAD)
        later.enqueue(owner_id, sorted(kinds))


@task()
def make_again(owner_id: int, kinds: list[str]) -> None:
    """Queue what was made for a person and shows other facts than there are now; what was never made is not wanted yet."""
    rows = StoredDocument.objects.filter(owner=owner_id, kind__in=kinds, made_at__isnull=False)
    newest = {row.kind: row for row in rows.defer("content").order_by("made_at", "pk")}
    for row in newest.values():
        # In the language of the one before it; the worker itself speaks to nobody.
        with translation.override(language_of(row.about)):
            maker: Maker = import_string(settings.DOCUMENT_MAKERS[row.kind])
            draft: Draft | None = maker(row.about)
            if row.state == State.READY and draft and not row.shows(draft.fingerprint):
                queue(row.kind, row.about, owner_id=owner_id, at=timezone.now())


# Keeping ---------------------------------------------------------------------------------------


def _storage() -> Storage:
    return storages["documents"]


def _store(row: StoredDocument, fingerprint: str, content: bytes) -> None:
    made = {"state": State.READY, "made_at": timezone.now(), "fingerprint": fingerprint}
    if settings.DOCUMENT_STORAGE == "database":
        kept, name = _finish(row, content=content, file="", **made), ""
    else:
        name = _storage().save(f"{row.kind}/{uuid.uuid4().hex}", ContentFile(content))
        kept = _finish(row, content=None, file=name, **made)
    # The older bytes, or these where somebody else has taken over.
    _remove([row.file] if kept else [name])


def _read(row: StoredDocument) -> bytes | None:
    """Return the stored bytes; None where their file is gone, as after a restored backup without files."""
    if not row.file:
        return None if row.content is None else bytes(row.content)
    try:
        with _storage().open(row.file) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


def _remove(files: Iterable[str]) -> None:
    for name in filter(None, files):
        _storage().delete(name)


def forget_documents_of(owner_id: int) -> None:
    """Delete all documents of a person; call it in the transaction that erases them."""
    _forget(StoredDocument.objects.filter(owner=owner_id))


def forget_documents_like(kind: str) -> None:
    """Delete all documents whose kind begins so, as they may name somebody who is erased."""
    _forget(StoredDocument.objects.filter(kind__startswith=kind))


def _forget(rows: QuerySet[StoredDocument]) -> int:
    files = list(rows.exclude(file="").values_list("file", flat=True))
    number, _ = rows.delete()
    transaction.on_commit(lambda: _remove(files))
    return number


def leave_to_requests() -> None:
    """Take out of the queue what nobody has asked for: made-up people are not worth a worker's hour.

    The tasks find no row, and do nothing.
    """
    _forget(StoredDocument.objects.filter(state=State.QUEUED, awaited=False))


# Upkeep ----------------------------------------------------------------------------------------


def recover_documents(*, at: datetime) -> int:
    """Put back what a killed worker held, and forget what is old; return how many were lost."""
    lost = StoredDocument.objects.filter(state=State.MAKING, claimed_at__lte=at - LOST_AFTER)
    # What has brought down its worker again and again would bring down the next one too.
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.FAILED)
    with transaction.atomic():
        keys = list(lost.values_list("pk", flat=True))
        lost.filter(pk__in=keys).update(state=State.QUEUED, queued_at=at, claimed_at=None)
        for pk in keys:
            make_document.using(priority=AHEAD).enqueue(pk)
    _forget(StoredDocument.objects.filter(state=State.READY, made_at__lte=at - KEPT_FOR))
    # What could not be made says no less of whom it is about.
    _forget(StoredDocument.objects.filter(state=State.FAILED, queued_at__lte=at - KEPT_FOR))
    _remove_orphans(at)
    return len(keys)


def _remove_orphans(at: datetime) -> None:
    """Delete files that no row names: their rows went with their owner."""
    for kind in settings.DOCUMENT_MAKERS:
        try:
            _folders, names = _storage().listdir(kind)
        except FileNotFoundError:
            continue
        files = {f"{kind}/{name}" for name in names}
        known = set(StoredDocument.objects.filter(kind=kind).values_list("file", flat=True))
        old = [
            name
            for name in sorted(files - known)
            if _storage().get_modified_time(name) <= at - ORPHANED_AFTER
        ]
        _remove(old)
