"""What is remembered of attempts to sign in, so that guessing a password takes for ever."""

from django.db import models


class SignInPause(models.Model):
    """Refused attempts on one account from one place; a row is worth nothing after `forget_at`, and then goes.

    Account and place are a keyed hash, so that no address, least of all one that was mistyped, lies here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    refused = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.refused} until {self.paused_until}"
