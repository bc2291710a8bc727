"""What the worker does with documents, done by the test itself."""

from django.test import Client

from documents.actions import make_document
from documents.models import StoredDocument


def make_documents() -> int:
    """Make everything that waits to be made; return how many there were."""
    waiting = StoredDocument.objects.filter(state="queued").order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for pk in keys:
        make_document.call(pk)
    return len(keys)


def fetched(client: Client, address: str):
    """Return the answer at the address of a document once the worker has made it."""
    answer = client.get(address)
    if answer.status_code != 202:
        return answer
    for document in StoredDocument.objects.filter(state="queued", awaited=True):
        make_document.call(document.pk)
    return client.get(address)
