"""Addresses of accounts: of allauth's pages only those in use, under the names that allauth looks for."""

from allauth.account import views
from django.urls import path, re_path

from accounts.views import addresses
from accounts.views.accepting import accept
from accounts.views.account import account, choose_language, sign_out
from accounts.views.codes import ask_for_code, confirm_code
from accounts.views.links import choose_password, follow_link
from accounts.views.organisation import logo
from accounts.views.sessions import sessions

urlpatterns = [
    path("", account, name="account"),
    path("name/", addresses.own_name, name="account_name"),
    path("address/", addresses.own_address, name="account_address"),
    path("address/keep/", addresses.keep_own_address, name="account_keep_address"),
    path("address/confirm/", addresses.confirm_address, name="account_confirm_address"),
    path("invitations/<int:pk>/", accept, name="account_accept"),
    path("language/", choose_language, name="account_language"),
    path("sessions/", sessions, name="account_sessions"),
    path("logos/<int:pk>/", logo, name="logo"),
    path("login/", views.login, name="account_login"),
    path("login/code/", ask_for_code, name="account_request_login_code"),
    path("login/code/confirm/", confirm_code, name="account_confirm_login_code"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    # Accounts come by invitation: the adapter makes this a page that says so.
    path("signup/", views.signup, name="account_signup"),
    path("link/", choose_password, name="account_choose_password"),
    path("link/<str:token>/", follow_link, name="account_link"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
