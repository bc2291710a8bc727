"""Signing in with a code that is sent by e-mail: asking for one, and typing it in the same browser.

The flow is allauth's; the answer is the same for an address that nobody has.
"""

from allauth.account import views
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.forms.sign_in import EnterCodeForm

ask_for_code = login_not_required(rate_limit(action="request_login_code")(views.request_login_code))


class ConfirmCodeView(views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Wrong codes count for the account, as wrong passwords do, whichever browser asked for them."""

    def get_form(self, form_class: type[EnterCodeForm] | None = None) -> EnterCodeForm:
        form: EnterCodeForm = super().get_form(form_class)
        form.address = self._process.state["email"]
        return form

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        if self._process.record_invalid_attempt():
            context = self.get_context_data(form=form)
            response: HttpResponse = self.render_to_response(context)
            return response
        words = _("This code was tried too often and is not valid any more. Ask for a new one.")
        messages.error(self.request, words)
        return redirect("account_request_login_code")


confirm_code = ConfirmCodeView.as_view()
