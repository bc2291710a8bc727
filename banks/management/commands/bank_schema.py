"""Prints the JSON Schema of bank files."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from leadership.files.json_schema import json_schema


class Command(BaseCommand):
    help = "Print the JSON Schema of bank files, which docs/bank-file.schema.json holds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False))
