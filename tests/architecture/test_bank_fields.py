"""Nothing stands in a bank that no code reads: an author would believe in a switch that turns nothing."""

import ast
import re
from dataclasses import fields, is_dataclass

from leadership import instrument
from tests.architecture.source import ROOT, modules, tree

# The version of the format itself; the reader allows no other.
OF_THE_FORMAT = {"schema_version"}
IN_TEMPLATE = re.compile(r"\.([a-z_]+)")


def read_in_code() -> set[str]:
    return {
        node.attr
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }


def read_in_templates() -> set[str]:
    tags = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
    return {
        name
        for path in (ROOT / "templates").rglob("*.*")
        if path.suffix in {".html", ".txt", ".svg"}
        for tag in tags.findall(path.read_text())
        for name in IN_TEMPLATE.findall(tag)
    }


def test_each_field_of_a_bank_is_read_by_code_or_page():
    """Goes by names alone: a field that shares its name with another thing may slip through."""
    read = read_in_code() | read_in_templates() | OF_THE_FORMAT
    unread = {
        f"{kind.__name__}.{one.name}"
        for kind in vars(instrument).values()
        if isinstance(kind, type) and is_dataclass(kind)
        for one in fields(kind)
        if one.name not in read
    }

    assert unread == set()
