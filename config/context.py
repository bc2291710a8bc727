"""What every page's template may use: the product's name, its contact and where its colour is."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def product(request: HttpRequest) -> dict[str, str]:
    return {
        "product_name": settings.PRODUCT_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        # A new colour is a new address, so browsers may keep the old one for ever.
        "brand_css": f"{reverse('brand_css')}?v={settings.ACCENT_COLOUR[1:].lower()}",
    }
