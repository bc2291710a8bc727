"""What has to be running and within reach: database, worker, timer, mail, and the web server in front."""

import http.client
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.urls import reverse

from identity.queries import providers_without_secret
from operations import worker_probe
from operations.databases import migrations, server
from operations.doctor.diagnosis import Diagnosis, attend, fine, wrong
from results.models import TICKED
from results.queries.replica import REPLICA

WORKER_ANSWERS_WITHIN = 15
TICKS_EVERY = timedelta(minutes=5)
SECONDS = 10
FAR_BEHIND = 64 * 2**20


def database() -> Iterator[Diagnosis]:
    found = list(server.faults())
    yield from (wrong("database", words, do) for words, do in found)
    if found:
        return
    yield fine("database", server.name())
    yield from (attend("database", words, do) for words, do in server.remarks())
    if migrations.are_missing():
        yield wrong(
            "migrations", "not all are applied", "manage.py migrate, then restart the service."
        )
    else:
        yield fine("migrations", "all applied")
    if not server.counts_limits():
        yield wrong("cache table", "is missing: nobody can sign in", "manage.py createcachetable")
    yield from _replica()


def _replica() -> Iterator[Diagnosis]:
    if REPLICA in settings.DATABASES:
        yield of_replica(server.follower(REPLICA))


def of_replica(found: server.Follower) -> Diagnosis:
    """Say how a replica stands: nothing waits for it, what it lacks is read from the primary."""
    if found.trouble:
        words = f"does not answer, so that the primary is read in its place: {found.trouble}"
        return attend("replica", words, "Is it running, and does REPLICA_URL name it?")
    if not found.is_replica:
        do = "REPLICA_URL names a standby of the database in DATABASE_URL; without one, leave it out."
        return wrong("replica", "is a database of its own, or the primary itself", do)
    words = f"is {found.bytes_behind / 2**20:.1f} MB behind"
    if not found.follows or found.bytes_behind > FAR_BEHIND:
        words += "; what it lacks is read from the primary"
        do = "Its log says whether it is connected to the primary, and what holds it up."
        return attend("replica", words if found.follows else f"follows nobody, and {words}", do)
    return fine("replica", words)


def worker() -> Iterator[Diagnosis]:
    """Ask it something and wait: what it left behind earlier tells nothing of now."""
    waited = worker_probe.seconds_until_answered(WORKER_ANSWERS_WITHIN)
    if waited is not None:
        yield fine(
            "worker", f"answered within {waited:.0f} s" if waited >= 1 else "answered at once"
        )
        return
    at_work, waiting = worker_probe.at_work(), worker_probe.waiting()
    if at_work:
        words = f"is busy with {at_work} and has not answered in {WORKER_ANSWERS_WITHIN} s; {waiting} tasks wait"
        yield attend("worker", words, "Look again in some minutes; another worker does no harm.")
    else:
        words = f"has not answered in {WORKER_ANSWERS_WITHIN} s; {waiting} tasks wait"
        do = "systemctl enable --now leadership-worker; journalctl -u leadership-worker tells why it stopped."
        yield wrong("worker", words, do)


def timer() -> Iterator[Diagnosis]:
    last = cache.get(TICKED)
    do = "systemctl enable --now leadership-tick.timer; systemctl status leadership-tick tells how it went."
    if last is None:
        yield wrong("timer", "tick has never run", do)
        return
    ago = timedelta(seconds=int(time.time()) - last)
    words = f"tick ran {int(ago.total_seconds()) // 60} minutes ago"
    yield fine("timer", words) if ago < 3 * TICKS_EVERY else wrong("timer", words, do)


def single_sign_on() -> Iterator[Diagnosis]:
    lost = ", ".join(one.organisation.slug for one in providers_without_secret())
    if lost:
        yield attend(
            "single sign-on",
            f"cannot read the client secret, so that nobody signs in by it: {lost}",
            "Put the SECRET_KEY that was in use before into SECRET_KEY_FALLBACKS, or have an administrator enter the secret again.",
        )
    else:
        yield fine("single sign-on", "every client secret can be read")


def mail() -> Iterator[Diagnosis]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield attend("mail", "no e-mail leaves this machine", "EMAIL_URL names where they go.")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        _sign_in_to_mail()
    except smtplib.SMTPAuthenticationError:
        do = "Look at user and password in EMAIL_URL; special characters are written as %XX."
        yield wrong("mail", f"{where} refuses the user or the password", do)
    except ssl.SSLError as error:
        do = "smtps:// is for port 465, submission:// for 587; a certificate has to be one that this machine trusts."
        yield wrong("mail", f"{where}: {error.reason or 'no TLS'}", do)
    except (OSError, smtplib.SMTPException) as error:
        do = "Is EMAIL_URL right, and does the firewall let this machine through? E-mails wait meanwhile."
        yield wrong(
            "mail",
            f"{where} does not answer: {getattr(error, 'strerror', None) or type(error).__name__}",
            do,
        )
    else:
        yield fine("mail", f"{where} takes e-mails from {settings.DEFAULT_FROM_EMAIL}")


def _sign_in_to_mail() -> None:
    """Do all that is done before an e-mail, and send none."""
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    finally:
        # Refused, it is still open.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


class _StaysHere(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for the answer that it is."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def site() -> Iterator[Diagnosis]:
    """Ask for the page of signing in where people do, through whatever stands in front."""
    address = f"{settings.SITE_URL}{reverse('account_login')}"
    try:
        # SITE_URL begins with http:// or https://, or nothing starts.
        urllib.request.build_opener(_StaysHere).open(address, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        error.close()
        yield _refused(error)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        words = (
            f"{settings.SITE_URL} does not answer: {getattr(reason, 'strerror', None) or reason}"
        )
        yield attend(
            "address",
            words,
            "Start the service and the web server; or this machine cannot reach its own address.",
        )
    else:
        yield fine("address", f"{settings.SITE_URL} shows the page of signing in")


def _refused(error: urllib.error.HTTPError) -> Diagnosis:
    location = error.headers.get("Location", "")
    words = f"{settings.SITE_URL} answers {error.code}"
    if location.startswith(settings.SITE_URL):
        do = "TRUST_PROXY_HEADERS=true, and X-Forwarded-Proto set by the web server in front: the service takes HTTPS for HTTP."
        return wrong("address", f"{words}, and sends people round in circles", do)
    if error.code == HTTPStatus.BAD_REQUEST:
        do = "The web server in front has to pass the host on: proxy_set_header Host $host."
        return wrong("address", words, do)
    if error.code in {
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.GATEWAY_TIMEOUT,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }:
        return wrong("address", words, "Start the service; /readyz says what it lacks.")
    return wrong("address", words, "The log of the service says why.")
