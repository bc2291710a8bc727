"""The catalogues of translators: what the sources say, whole where a language is released, and compiled."""

import ast

import polib
import pytest

from config.languages import NAMES, RELEASED
from tests.architecture.source import modules, name, tree
from words import catalogues
from words.catalogues import compiled, languages, merged, path_of, read, wanted_words
from words.checks import faults
from words.sources import KEYWORDS, Words, own_words, words_of

SOURCES = "en-gb"
# Until then a missing translation is English, and nothing else of a translation may be wrong.
MISSING = ["is not translated", "is doubtful"]


def told(catalogue, allowed=()):
    return [
        f"{number}: {fault}: {entry.msgid}"
        for number, entry in enumerate(catalogue, start=1)
        for fault in faults(entry)
        if fault not in allowed
    ]


def test_every_language_but_that_of_the_sources_has_a_catalogue():
    assert {*languages(), SOURCES} == set(NAMES)
    assert set(RELEASED) <= set(NAMES)


@pytest.mark.parametrize("language", languages())
def test_catalogue_is_what_the_sources_say(language):
    """Where it is not: bin/words."""
    fresh = merged(read(language), wanted_words(language), language)

    assert path_of(language).read_text() == f"{fresh}\n"


@pytest.mark.parametrize("language", languages())
def test_compiled_catalogue_is_what_translators_wrote(language):
    """Without it pages are in English, and nothing says so. Where it is not: bin/words."""
    assert path_of(language).with_suffix(".mo").read_bytes() == compiled(read(language))


def test_released_languages_are_whole():
    assert {one: told(read(one)) for one in RELEASED if one != SOURCES and told(read(one))} == {}


@pytest.mark.parametrize("language", languages())
def test_translations_hold_the_values_tags_and_spaces_of_their_messages(language):
    assert told(read(language), MISSING) == []


def test_welsh_has_the_six_forms_of_cldr():
    header = read("cy").metadata["Plural-Forms"]

    assert header.startswith("nplurals=6;")


# Reading the sources ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "plural"),
    [
        ('_("Save")', "Save", ""),
        ('gettext_lazy("Save" " it")', "Save it", ""),
        ('ngettext("%(n)s day", "%(n)s days", n)', "%(n)s day", "%(n)s days"),
        ('x = {"a": gettext_noop("Save")}', "Save", ""),
    ],
)
def test_python_is_read(source, text, plural):
    (found,) = words_of(source, is_template=False)

    assert (found.text, found.plural) == (text, plural)


@pytest.mark.parametrize(
    ("source", "text", "plural"),
    [
        ('<p>\n   {% translate "Save" %}</p>', "Save", ""),
        ('{{ name|default:_("Nobody") }}', "Nobody", ""),
        (
            "{% blocktranslate trimmed %}\n  Dear {{ name }},\n{% endblocktranslate %}",
            "Dear %(name)s,",
            "",
        ),
        (
            "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}",
            "%(n)s day",
            "%(n)s days",
        ),
        ("(((]] ' \" {% translate 'Save' %}", "Save", ""),
    ],
)
def test_templates_are_read(source, text, plural):
    (found,) = words_of(source, is_template=True)

    assert (found.text, found.plural) == (text, plural)


def test_context_and_notes_are_read():
    source = '# Translators: a button\npgettext("verb", "Close")'

    (found,) = words_of(source, is_template=False)

    assert (found.context, found.text, found.notes) == ("verb", "Close", ["a button"])


# Merging ---------------------------------------------------------------------------------------


def old(*entries):
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def wanted(*texts):
    return {(None, text): Words(None, text, files=["a.py"]) for text in texts}


def test_merging_keeps_translations_and_drops_what_nobody_says():
    before = old(
        polib.POEntry(msgid="Save", msgstr="Cadw"), polib.POEntry(msgid="Gone", msgstr="Wedi mynd")
    )

    after = merged(before, wanted("Save", "New"), "cy")

    assert [(entry.msgid, entry.msgstr) for entry in after] == [("Save", "Cadw"), ("New", "")]


def test_what_was_reworded_keeps_its_translation_as_doubtful():
    before = old(polib.POEntry(msgid="Save your answers now", msgstr="Cadwch eich atebion nawr"))

    (entry,) = merged(before, wanted("Save your answers here"), "cy")

    assert (entry.msgstr, entry.fuzzy) == ("Cadwch eich atebion nawr", True)
    assert entry.previous_msgid == "Save your answers now"
    assert faults(entry) == ["is doubtful"]


def test_doubt_stays_until_somebody_takes_it_away():
    before = old(polib.POEntry(msgid="Save", msgstr="Cadw", flags=["fuzzy"]))

    (entry,) = merged(before, wanted("Save"), "cy")

    assert entry.fuzzy


def test_a_message_that_got_a_plural_has_to_be_translated_anew():
    before = old(polib.POEntry(msgid="%(n)s days", msgstr="%(n)s diwrnod"))

    (entry,) = merged(before, {(None, "%(n)s days"): Words(None, "%(n)s days", "%(n)s days")}, "cy")

    assert list(entry.msgstr_plural.values()) == [""] * 6


def test_parts_go_out_and_their_translations_come_back(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    (tmp_path / "cy" / "LC_MESSAGES").mkdir(parents=True)
    catalogues.write("cy", merged(old(), wanted("One", "Two", "Three"), "cy"))

    part = catalogues.part("cy", 2, 3)
    part[0].msgstr = "Dau"
    part.append(polib.POEntry(msgid="Four", msgstr="Pedwar"))
    unknown = catalogues.take("cy", part)

    assert [entry.msgstr for entry in read("cy")] == ["", "Dau", ""]
    assert unknown == ["Four"]
    assert path_of("cy").with_suffix(".mo").read_bytes() == compiled(read("cy"))


# Faults of translations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Dear %(name)s,", "Annwyl,"),
        ("Dear", "Annwyl %(name)s"),
        ("%s of %d", "%s o"),
        ("{seconds} seconds", "eiliad"),
        ('<a href="x">Read</a>', "Darllen"),
        ("Saved.", "Cadwyd. "),
        (" or ", "neu"),
    ],
)
def test_checker_sees(message, said):
    assert len(faults(polib.POEntry(msgid=message, msgstr=said))) == 1


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Dear %(name)s,", "Annwyl %(name)s,"),
        ("%(a)s of %(b)s", "%(b)s: %(a)s"),
        ('<a href="x">Read</a> it', 'ei <a href="x">ddarllen</a>'),
        (" or ", " neu "),
    ],
)
def test_checker_lets_pass(message, said):
    assert faults(polib.POEntry(msgid=message, msgstr=said)) == []


def test_forms_for_one_number_may_say_it_in_words():
    said = dict(enumerate(["dim pobl", "un person", "dau berson", "tri pherson", "chwe pherson"]))
    entry = polib.POEntry(msgid="One person", msgid_plural="%(n)s people")
    entry.msgstr_plural = {**said, 5: "%(n)s o bobl"}

    assert faults(entry) == []


def test_no_message_escapes_the_translators():
    """Inside an f-string, for one, a call is not seen by what reads the sources."""
    known = {text for _context, text in own_words()}
    escaped = [
        f"{name(path)}: {call.args[0].value}"
        for path in modules()
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in KEYWORDS
        and isinstance(call.args[0], ast.Constant)
        and not known
        & {argument.value for argument in call.args if isinstance(argument, ast.Constant)}
    ]

    assert escaped == []
