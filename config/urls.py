"""Every address of the service; each app names its own."""

from django.urls import include, path

from config import views

handler500 = "config.views.server_error"
urlpatterns = [
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
    path("", include("psychometrics.urls")),
    path("results/", include("results.urls")),
    path("plans/", include("plans.urls")),
    path("others/", include("observers.urls.own")),
    path("asked/", include("observers.urls.asked")),
    path("answer/", include("observers.urls.answer")),
    path("accounts/", include("api.urls.own")),
    path("accounts/", include("identity.urls.own")),
    path("accounts/", include("accounts.urls.account")),
    path("people/", include("accounts.urls.people")),
    path("people/", include("identity.urls.people")),
    path("people/", include("provisioning.urls.people")),
    path("people/", include("api.urls.people")),
    path("api/", include("api.urls.v1")),
    path("scim/v2/", include("provisioning.urls.scim")),
    path("banks/", include("banks.urls.banks")),
    path("learning/", include("banks.urls.learning")),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("readyz", views.readyz, name="readyz"),
]
