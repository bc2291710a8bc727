"""The service's settings for asking its API thousands of questions: without limits on how many."""

from config import settings
from config.settings import *  # noqa: F403

ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"program_refused": "1000000/m/ip"}
PROGRAM_REQUESTS_A_MINUTE = 1_000_000
