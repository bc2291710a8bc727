"""What an organisation asks of its members' signing in, and who helps them with it."""

from django.urls import path

from identity import views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in_rule, name="sign_in_rule"),
    path("<int:pk>/second-step/", views.remove_second_step, name="remove_second_step"),
]
