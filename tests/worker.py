"""What the worker does with documents, done by the test itself."""

from django.test import Client

from documents.actions import make_document
from documents.models import StoredDocument
from results.actions import publish_what_is_closed as publishing


def make_documents(**wanted: object) -> int:
    """Make everything that waits to be made, or what of it is wanted; return how many there were."""
    waiting = StoredDocument.objects.filter(state="queued", **wanted).order_by("pk")
    keys = list(waiting.values_list("pk", flat=True))
    for pk in keys:
        make_document.call(pk)
    return len(keys)


def fetched(client: Client, address: str):
    """Return the answer at the address of a document once the worker has made it."""
    answer = client.get(address)
    if answer.status_code != 202:
        return answer
    make_documents(awaited=True)
    return client.get(address)


def publish_what_is_closed() -> None:
    """Make the results of every campaign that was closed and waits for them."""
    publishing.call()
