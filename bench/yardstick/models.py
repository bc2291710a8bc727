"""One table with a key of two columns, as an answer has."""

from django.contrib.auth.models import User
from django.db import models


class Entry(models.Model):
    person = models.ForeignKey(User, models.CASCADE)
    item = models.IntegerField()
    value = models.SmallIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="entry_once_for_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item}"
