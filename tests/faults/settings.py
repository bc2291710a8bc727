"""The settings of the real service, but for static files that are not compressed: that takes longer than the tests."""

from config.settings import *

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
