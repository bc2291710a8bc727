"""What this app's addresses answer: pages about the service, and those on which banks are kept."""

from leadership.views.service import (
    about,
    accessibility,
    brand_css,
    csrf_failure,
    healthz,
    privacy,
    readyz,
)

__all__ = ["about", "accessibility", "brand_css", "csrf_failure", "healthz", "privacy", "readyz"]
