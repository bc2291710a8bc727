"""Words for people in Python code are marked for translation, where a checker can know them."""

import ast

import pytest

from tests.architecture.source import modules, name, tree

# Commands and the notes on models' fields speak to those who run and write the program.
MODULES = [p for p in modules() if not {"management", "models.py", "models"} & set(p.parts)]
MODELS = [p for p in modules() if {"models.py", "models"} & set(p.parts)]
KEYWORDS = {"label", "help_text", "empty_label", "legend", "title", "heading"}
CALLS = {"ValidationError", "PermissionDenied", "Http404"}
LEVELS = {"success", "info", "warning", "error"}


def faults(module: ast.Module, keywords: set[str] = KEYWORDS) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            found += [word.value for word in node.keywords if word.arg in keywords]
            found += _spoken_arguments(node)
        elif isinstance(node, ast.ClassDef) and _is_choices(node):
            found += [
                line.value.elts[1]
                for line in node.body
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple)
            ]
    return [f"line {word.lineno}: {ast.unparse(word)}" for word in found if _is_bare_words(word)]


def _spoken_arguments(node: ast.Call) -> list[ast.expr]:
    called = ast.unparse(node.func)
    if called.split(".")[-1] in CALLS:
        return node.args[:1]
    if called.startswith("messages.") and called.split(".")[1] in LEVELS:
        return node.args[1:2]
    return []


def _is_choices(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("Choices") for base in node.bases)


def _is_bare_words(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(_is_bare_words(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _is_bare_words(node.left)
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(character.isalpha() for character in node.value)
    )


def test_words_are_marked_for_translation():
    assert [f"{name(path)}: {fault}" for path in MODULES for fault in faults(tree(path))] == []


def test_choices_of_models_are_marked_for_translation():
    found = [(path, faults(tree(path), keywords=set())) for path in MODELS]

    assert [f"{name(path)}: {fault}" for path, those in found for fault in those] == []


@pytest.mark.parametrize(
    "source",
    [
        'x = CharField(label="Name")',
        'x = CharField(help_text=f"Up to {n} words")',
        'raise ValidationError("Too long")',
        'messages.success(request, "Saved")',
        'messages.error(request, "%s is wrong" % name)',
        'class State(TextChoices):\n    DRAFT = "draft", "Draft"',
    ],
)
def test_checker_sees(source):
    assert len(faults(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'x = CharField(label=_("Name"), initial="a")',
        'raise ValidationError(_("Too long"), code="long")',
        'messages.success(request, _("Saved"))',
        'class State(TextChoices):\n    DRAFT = "draft", _("Draft")',
        'x = CharField(label="")',
    ],
)
def test_checker_lets_pass(source):
    assert faults(ast.parse(source)) == []
