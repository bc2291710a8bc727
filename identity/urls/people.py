"""What an organisation asks of its members' signing in, and who helps them with it."""

from django.urls import path

from identity.views import providers, second_step

app_name = "identity"
urlpatterns = [
    path("sign-in/", second_step.sign_in_rule, name="sign_in_rule"),
    path("sign-in/provider/", providers.provider, name="provider"),
    path("sign-in/provider/remove/", providers.remove_provider, name="remove_provider"),
    path("<int:pk>/second-step/", second_step.remove_second_step, name="remove_second_step"),
]
