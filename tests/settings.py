"""The real settings with what tests need: no secrets from outside, quick passwords, plain static files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-only-for-tests")
os.environ["SITE_URL"] = "http://testserver"
os.environ["EMAIL_URL"] = "memory://"
# Set by `pytest --pg` (tests/postgres.py); a DATABASE_URL in the shell is somebody's real database.
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:"
os.environ.pop("REPLICA_URL", None)

from config.settings import *

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because the live server answers several requests at once and a database in memory
    # would make them share one connection. tests/migrated.py makes and removes it.
    _file = Path(tempfile.gettempdir()) / f"leadership-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(_file)}
    # Never opened. The live server may start before the test database is made; were this name
    # ":memory:", it would hand one connection to all its threads, and SQLite would crash.
    DATABASES["default"]["NAME"] = f"{_file}-unused"
    # What the power cut that no test can simulate would cost is not worth the wait here.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Served as they lie in the source, without collecting them first.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
