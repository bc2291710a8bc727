"""Templates: no inline script or style, every word for people marked for translation, no queries."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.staticfiles import finders
from django.template.base import Lexer, Token, TokenType

from tests.architecture.source import ROOT, name

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
# Attributes that people read or hear.
SPOKEN = {"alt", "title", "placeholder", "label", "summary"}
SPOKEN |= {"aria-label", "aria-description", "aria-roledescription", "aria-valuetext"}
# Arguments of these filters are formats, not words.
FORMATS = {"date", "time", "floatformat", "stringformat", "pluralize", "yesno", "cut", "join"}
# What stands for a value while the tags around it are read as HTML.
VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"


def faults(source: str, *, html: bool = True) -> list[str]:
    """Every fault of a template, with its line."""
    found = []
    text = ""
    end = ""
    for token in Lexer(source).tokenize():
        command = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if end:
            # What stands inside is the translators' or nobody's; the count of lines has to go on.
            text += _tags(token) if end != "endcomment" else "\n" * token.contents.count("\n")
            end = "" if command == end else end
        elif command in {"blocktranslate", "blocktrans", "comment"}:
            end = f"end{command}"
        elif token.token_type == TokenType.TEXT:
            text += token.contents
        else:
            found += _faults_of_tag(token, command)
            text += VALUE if _is_value(token, command) else ""
    if not html:
        return found + [f"untranslated: {line}" for line in text.splitlines() if _word(line)]
    page = _Page()
    page.feed(text)
    page.close()
    return found + page.faults


def _tags(token: Token) -> str:
    """The HTML tags within a translated text, without its words."""
    if token.token_type != TokenType.TEXT:
        return VALUE
    return re.sub(r"(<[^>]*>)|[^<\n]+", lambda found: found.group(1) or "", token.contents)


def _is_value(token: Token, command: str) -> bool:
    return token.token_type == TokenType.VAR or command in {"translate", "trans", "url", "static"}


def _word(text: str) -> bool:
    return any(character.isalpha() for character in text.replace(VALUE, ""))


def _faults_of_tag(token: Token, command: str) -> list[str]:
    """Words handed over inside a tag: `with label="Save"` or `|default:"none yet"`.

    A hyphen speaks for names of classes.
    """
    if command in {"translate", "trans", "url", "static", "load", "extends", "if", "elif", "now"}:
        return []
    found = [
        f"line {token.lineno}: untranslated: {value}"
        for filter_name, value in re.findall(r'(?:\|(\w+):|[\s=])"([^"]*)"', token.contents)
        if filter_name not in FORMATS
        and re.search(r"[A-Z]\w|[a-z] [a-z]", value)
        and "-" not in value
    ]
    if re.search(r"\.(all|count|exists|first|last)\b", token.contents):
        found.append(f"line {token.lineno}: a query: {token.contents}")
    return found


class _Page(HTMLParser):
    """Reads what is left of a template when its tags are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "style":
            self._fault("inline style sheet")
        if tag == "script" and "src" not in attributes:
            self._fault("inline script")
        if tag in {"script", "style"}:
            self._inside = tag
        for key, value in attributes.items():
            self._attribute(tag, key, value or "", attributes)

    def _attribute(self, tag, key, value, attributes):
        if key == "style" or key.startswith("on"):
            self._fault(f"inline {key}=")
        if key in {"href", "src", "action"} and value.strip().lower().startswith("javascript:"):
            self._fault("script in an address")
        spoken = key in SPOKEN and not (key == "title" and tag == "link")
        # The words of a `button` are inside it; its value is for the server.
        spoken |= (tag, key) == ("input", "value") and attributes.get("type") in {
            *("submit", "button", "reset"),
        }
        spoken |= key == "content" and attributes.get("name") == "description"
        if spoken and _word(value):
            self._fault(f"untranslated {key}: {value}")

    def handle_endtag(self, tag):
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data):
        if not self._inside and _word(data):
            self._fault(f"untranslated: {' '.join(data.split())}")

    def _fault(self, text):
        self.faults.append(f"line {self.getpos()[0]}: {text}")


def test_templates_have_no_inline_code_and_no_untranslated_words():
    found = [
        f"{name(path)}: {fault}"
        for path in TEMPLATES
        for fault in faults(path.read_text(), html=path.suffix in {".html", ".svg"})
    ]

    assert found == []


def test_static_files_of_templates_exist():
    """In production a name that is not there breaks the page; in tests it would not."""
    wanted = [
        (name(path), file)
        for path in TEMPLATES
        for file in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text())
    ]

    assert [one for one in wanted if finders.find(one[1]) is None] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "<p>{{ name }} said</p>",
        "{% block title %}Home{% endblock %}",
        '<img alt="A radar">',
        '<a aria-label="Close {{ name }}">{% translate "x" %}</a>',
        '<input type="submit" value="Save">',
        '<input placeholder="you@example.org">',
        '<meta name="description" content="About us">',
        "<svg><title>Radar</title></svg>",
        '{% include "a.html" with label="Save" %}',
        '{{ name|default:"nothing yet" }}',
        '<p style="color: red"></p>',
        "<style>p {}</style>",
        '{% blocktranslate %}<b style="color: red">Words</b>{% endblocktranslate %}',
        "<script>go()</script>",
        '<button onclick="go()"></button>',
        '<a href="javascript:go()"></a>',
        "{% for x in team.members.all %}{% endfor %}",
        "{{ rows.count }}",
        "{% comment %}Fine{% endcomment %}<p>Not fine</p>",
    ],
)
def test_checker_sees(source):
    assert len(faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Hello" %} &nbsp;&middot; 3</p>',
        "<p>{% blocktranslate trimmed %}Dear {{ name }}{% endblocktranslate %}</p>",
        '<img alt="{% translate "A radar" %}" class="wide">',
        '<p {% if a %}class="x"{% else %}class="y"{% endif %}>{{ name }}</p>',
        "{# a note #}{% comment %}Words{% endcomment %}",
        '{% include "a/_part.html" with label=_("Save") kind="primary" only %}',
        '{{ moment|date:"j F Y" }}',
        '{% crispy_field field "class" "govuk-input input-short" %}',
        '<script src="{% static "x.js" %}" type="module"></script>',
        '{{ figure|json_script:"figure" }}',
    ],
)
def test_checker_lets_pass(source):
    assert faults(source) == []


def test_checker_reads_plain_text():
    source = (
        'Hello\n{{ name }}\n{% blocktranslate %}Words{% endblocktranslate %}\n{% translate "x" %}'
    )

    assert faults(source, html=False) == ["untranslated: Hello"]
