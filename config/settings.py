"""Settings, read from the environment. Defaults are the safe ones; a bad value stops the start and is named."""

import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from config.languages import AMONG_OURS, named
from config.logs import logging_of
from config.machines import is_this_machine
from config.mail_address import is_sender
from config.time_zone import is_time_zone

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# The service -----------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
LONG_ENOUGH = validate.Length(min=50)
SECRET_KEY = env.str("SECRET_KEY", validate=LONG_ENOUGH)
# Keys that were in use before: what they signed is still good, so that a new key signs nobody out.
SECRET_KEY_FALLBACKS = env.list(
    "SECRET_KEY_FALLBACKS",
    [],
    subcast=str,
    validate=lambda keys: [LONG_ENOUGH(key) for key in keys],
)
SITE_URL = env.str("SITE_URL", validate=validate.URL(require_tld=False)).rstrip("/")
_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
if not _https and _site.hostname not in {"127.0.0.1", "localhost", "testserver"}:
    raise ImproperlyConfigured("SITE_URL must begin with https:// unless it names this machine.")
if _site.path or _site.query or _site.fragment or _site.username:
    raise ImproperlyConfigured(
        "SITE_URL must end with the host or its port: the service has a host name of its own, no folder of another."
    )
if _https and not env.str("DATABASE_URL", ""):
    raise ImproperlyConfigured(
        "DATABASE_URL must be set where SITE_URL begins with https://: to PostgreSQL, or, if that is what you want,"
        " to an SQLite file by its whole path (sqlite:////srv/leadership/data/leadership.sqlite3)."
    )
ALLOWED_HOSTS = [_site.hostname, *env.list("ALLOWED_HOSTS", [])]
PRODUCT_NAME = env.str("PRODUCT_NAME", "Leadership self-assessment")
ACCENT_COLOUR = env.str("ACCENT_COLOUR", "#0b5c6b", validate=validate.Regexp(r"^#[0-9a-fA-F]{6}$"))
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", "", validate=validate.Regexp(r"^(\S+@\S+)?$"))

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    # First, because one of its commands takes the place of one of Django's.
    "operations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "documents",
    "accounts",
    "banks",
    "assessments",
    "plans",
    "observers",
    "reports",
    "psychometrics",
    "results",
    "identity",
    "provisioning",
    "api",
    "config",
]
MIDDLEWARE = [
    "operations.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "provisioning.middleware.ScimFaultsMiddleware",
    "api.middleware.ApiFaultsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.KeepableMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLifeMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.BoundedUploadMiddleware",
    "accounts.middleware.MembersOnlyMiddleware",
    "identity.middleware.SecondStepMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.product",
                "accounts.context.navigation",
                "accounts.context.language",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("lsa",)
CRISPY_TEMPLATE_PACK = "lsa"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MESSAGE_STORAGE = "config.messages.MessageStorage"

# Database --------------------------------------------------------------------------------------

# To PostgreSQL and mail servers on other machines; `check --deploy` asks for TLS unless this is said.
ALLOW_PLAIN_CONNECTIONS = env.bool("ALLOW_PLAIN_CONNECTIONS", False)
# A pooler that gives each transaction a connection of its own; what outlives one, such as a cursor of the server, is lost.
DATABASE_POOLER = env.bool("DATABASE_POOLER", False)


def _database() -> dict[str, Any]:
    """Return PostgreSQL or SQLite by DATABASE_URL.

    SQLite: a write-ahead log, so that readers never wait; immediate transactions, so that two writers
    queue instead of failing half-way; synchronous=FULL, so that what was said to be saved survives a
    power cut; and a connection that stays open, because closing the last one empties the log each time.
    """
    database: dict[str, Any] = env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{BASE_DIR / 'data' / 'leadership.sqlite3'}"
    )
    if not database["ENGINE"].endswith("sqlite3"):
        # One that is away is told at once, rather than after minutes.
        return _postgresql(database, {"connect_timeout": 10})
    database["CONN_MAX_AGE"] = None
    database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;"
            # Or INSERT OR REPLACE deletes what triggers keep: the log, published bank versions.
            "PRAGMA recursive_triggers=ON;"
        ),
    }
    return database


def _postgresql(database: dict[str, Any], patience: dict[str, int]) -> dict[str, Any]:
    database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True
    database["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLER
    database["OPTIONS"] = patience | database.get("OPTIONS", {})
    if not (ALLOW_PLAIN_CONNECTIONS or is_this_machine(database["HOST"])):
        database["OPTIONS"] = {"sslmode": "require", **database["OPTIONS"]}
    return database


def _databases() -> dict[str, dict[str, Any]]:
    """Return the database, and a streaming replica of it where there is one: `results.queries.replica` says what is read there."""
    databases = {"default": _database()}
    if env.str("REPLICA_URL", ""):
        replica: dict[str, Any] = env.dj_db_url("REPLICA_URL")
        if any(one["ENGINE"].endswith("sqlite3") for one in (databases["default"], replica)):
            raise ImproperlyConfigured(
                "REPLICA_URL is for a streaming replica of PostgreSQL: it and DATABASE_URL must begin with postgres://."
            )
        # The primary is asked in its place, so nobody waits for long: seconds for a new connection, milliseconds on one that was cut.
        databases["replica"] = _postgresql(
            replica, {"connect_timeout": 2, "tcp_user_timeout": 2000}
        )
    return databases


DATABASES = _databases()
# One table for all processes, so that limits hold however many there are; beside them it has two marks of the service's health.
CACHES = {"default": {"BACKEND": "accounts.limit_store.LimitStore", "LOCATION": "cache"}}

# Work that no page waits for, such as sending mail and making PDFs: kept in the database, done by
# `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What apps add to those below them -------------------------------------------------------------

# What makes each kind of document: found by the worker alone, so that no web process loads a PDF engine.
DOCUMENT_MAKERS = {
    kind: f"{app}.makers.{kind}"
    for app, kinds in {
        "accounts": ("log_csv", "log_xlsx", "people", "people_blank"),
        "assessments": ("people_followed",),
        "reports": ("report", "summary", "talk", "sample", "plan", "my_data"),
        "results": ("results_pdf", "results_summary", "results_pptx", "results_xlsx", "results_csv", "results_json"),
    }.items()
    for kind in kinds
}  # fmt: skip
# Asked before a bare invitation leaves: who has a better first e-mail for the same person queues it, and
# the invitation is left out.
FIRST_MAILS = ["assessments.actions.queue_due_messages"]
# What each app erases of a person who asks for it, those who point to others first.
ERASERS = [
    "results.actions.keep_what_figures_rest_on",
    "observers.actions.erase_rounds",
    "plans.actions.erase_plans",
    "assessments.actions.erase_assessments",
    "identity.actions.erase_second_steps",
    "identity.actions.erase_provider_links",
    "provisioning.actions.erase_directory_people",
    "api.actions.erase_programs_of",
]
GUEST_ERASER = "observers.actions.erase_guest"  # of whoever is asked and has no account
# What apps above `reports` hold about a person, for their file of all that is held.
HELD_BESIDE = [
    "identity.queries.held_to_sign_in",
    "provisioning.queries.said_by_directory",
    "api.queries.held_tokens",
]
# Before anything is erased: what each app locks, in the order in which its own acts do.
HELD_TO_ERASE = ["assessments.actions.hold_assessments_of", "plans.actions.hold_sets_of"]
# What follows from a line of the log, in its transaction; and what apps above `results` do by the clock.
ACT_FOLLOWERS = ["api.actions.follow_acts"]
TICK_STEPS = {"programs and webhooks": "api.actions.look_after_programs"}
CAMPAIGN_CLEARER = "results.actions.clear_campaigns"  # of those whose time is over
# What follows an attribute to its new name, or needs it as it is.
ATTRIBUTE_FOLLOWERS = ["assessments.actions.follow_attribute"]

# People and sessions ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.StrengthValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessments:home"
ACCOUNT_ADAPTER = "identity.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation's link already proved the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # who can read the mail is in, without typing it all again
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "request_login_code": "accounts.forms.sign_in.AskForCodeForm",
    "confirm_login_code": "accounts.forms.sign_in.EnterCodeForm",
    "reset_password": "accounts.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ChoosePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "identity.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_SESSION_REMEMBER = False
# A whole council may come from one address, so it is allowed a workshop's worth of sign-ins a minute;
# what stops guessing are the pauses of each account (`accounts.actions.signing_in`).
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "sign_in_refused": "60/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    # Not by address, or a stranger could keep its owner from asking; how many e-mails go to one is bounded.
    "reset_password": "60/m/ip",
    "request_login_code": "60/m/ip",
    "reset_password_from_key": "300/m/ip",
    "change_password": "5/m/user",
    # Who come by a poster: a room full of people behind one address, and not a program that fills the round.
    "open_link": "60/m/ip",
    # Codes of cards that are typed: one guess in millions finds one, and a counter's worth of people come from one address.
    "card_code": "20/m/ip",
    # What one person may have the service do: e-mails to others, files to read, documents to make.
    "mail": "60/h/user",
    "try_provider": "30/h/user",
    "upload": "60/h/user",
    "document": "60/h/user",
    # Requests by a token that is none: a right one is never counted, so that nobody keeps a directory out.
    "directory_refused": "60/m/ip",
    "program_refused": "60/m/ip",
    # What a browser that was signed out sends is kept until it has signed in: so often, not for ever.
    "kept_words": "20/h/key",
    "kept_answers": "120/h/ip",
}
PROGRAM_REQUESTS_A_MINUTE = 300  # with a right token
MFA_ADAPTER = "identity.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_FORMS = {
    "authenticate": "identity.forms.SecondStepForm",
    "reauthenticate": "identity.forms.ConfirmCodeForm",
    "activate_totp": "identity.forms.SetUpAppForm",
    "add_webauthn": "identity.forms.AddPasskeyForm",
    "edit_webauthn": "identity.forms.RenamePasskeyForm",
}
# Identity providers inside the council's network, and without HTTPS. Otherwise whoever sets one up could have the
# service ask addresses there that they cannot reach themselves.
ALLOW_INTERNAL_PROVIDERS = env.bool("ALLOW_INTERNAL_PROVIDERS", False)
# The links of e-mails let somebody choose a first password for as long as what they are about, and at least so long.
LINK_DAYS = env.int("LINK_DAYS", 14, validate=validate.Range(min=1, max=90))
SESSION_ENGINE = "accounts.queries.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = env.int("IDLE_MINUTES", 120, validate=validate.Range(min=5, max=1440))
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 12, validate=validate.Range(min=1, max=720)) * 3600

# Security --------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = _https
# Probes come from inside, without HTTPS; directories and programs are refused without it, and not led on.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$", r"^scim/", r"^api/"]
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
# With this name browsers take a cookie from this host alone, over HTTPS alone.
COOKIE_PREFIX = "__Host-" if _https else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
KNOWN_DEVICE_COOKIE = f"{COOKIE_PREFIX}known_device"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
TRUST_PROXY_HEADERS = env.bool("TRUST_PROXY_HEADERS", False)
if TRUST_PROXY_HEADERS:
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# No form of ours needs more; a larger body is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# E-mail, language, files, log ------------------------------------------------------------------

with warnings.catch_warnings():
    # It says that smtps:// means STARTTLS, as no mail program has it.
    warnings.simplefilter("ignore", UserWarning)
    _email = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
if env.str("EMAIL_URL", "").startswith("smtps:"):
    _email |= {
        "EMAIL_USE_SSL": True,
        "EMAIL_USE_TLS": False,
        "EMAIL_PORT": _email["EMAIL_PORT"] or 465,
    }
if "EMAIL_BACKEND" not in _email:
    raise ImproperlyConfigured(
        "EMAIL_URL must begin with smtp://, submission://, smtps://, file: or console:."
    )
_to_files = _email["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = "accounts.mail_files.EmailBackend" if _to_files else _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = f"/{_email['EMAIL_FILE_PATH']}"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"no-reply@{_site.hostname}", validate=is_sender)

LANGUAGES = named(env.list("LANGUAGES", ["en-gb"], subcast=str, validate=AMONG_OURS))
LANGUAGE_CODE = LANGUAGES[0][0]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Europe/London", validate=is_time_zone)
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "data" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
DOCUMENT_STORAGE = env.str(
    "DOCUMENT_STORAGE", "database", validate=validate.OneOf(["database", "files"])
)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Nothing serves this folder but the views, behind their doors.
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("DOCUMENT_FOLDER", str(BASE_DIR / "data" / "documents")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The public keys (age) that backups are encrypted for: the secret ones are not on this machine.
BACKUP_KEYS = env.list("BACKUP_KEYS", [], subcast=str)

_log_level = env.str(
    "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
)
LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(["line", "json"]))
# Whoever asks for /metrics has to know it; without one there are none.
METRICS_TOKEN = env.str("METRICS_TOKEN", "", validate=validate.Regexp(r"^(\S{20,})?$"))
LOGGING = logging_of(level=_log_level, formatter=LOG_FORMAT)

# Which variables were read: `check` tells of those that look like one of them and are none.
VARIABLES_READ = frozenset(env.dump())
