"""What every page's template may use: the product's name and its contact."""

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, str]:
    return {"product_name": settings.PRODUCT_NAME, "support_email": settings.SUPPORT_EMAIL}
