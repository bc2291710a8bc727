"""When the second step is asked for as somebody signs in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from identity.queries import waives_second_step
from identity.signed_in_by import provider_of_session


class SecondStepStage(AuthenticateStage):  # type: ignore[misc]
    """As allauth's, but for those whose organisation leaves it to its provider."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if not super()._should_handle(request):
            return False
        user = self.login.user
        provider = provider_of_session(request, user)
        return provider is None or not waives_second_step(user, provider)
