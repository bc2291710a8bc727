"""Single sign-on, and one's own second steps: allauth's pages, under the names that it looks for."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from identity.views import single_sign_on

urlpatterns = [
    path("organisation/<slug:slug>/", single_sign_on.sign_in_page, name="organisation_sign_in"),
    path("organisation/<slug:slug>/begin/", single_sign_on.begin, name="organisation_begin"),
    path("organisation/<slug:slug>/back/", single_sign_on.come_back, name="organisation_back"),
    path("organisation/<slug:slug>/connect/", single_sign_on.connect, name="organisation_connect"),
    path(
        "organisation/<slug:slug>/disconnect/",
        single_sign_on.disconnect,
        name="organisation_disconnect",
    ),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("second-step/", base.index, name="mfa_index"),
    path("second-step/code/", base.authenticate, name="mfa_authenticate"),
    path("second-step/confirm/", base.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-step/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "second-step/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"
    ),
    path(
        "second-step/recovery/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("second-step/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-step/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "second-step/passkeys/confirm/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("second-step/passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "second-step/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("second-step/passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
