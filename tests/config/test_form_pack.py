"""The form templates: what is wired to what, and that nothing written by people is taken for HTML."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Div, Field, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.html import escape

ATTACK = '<script>alert("x")</script>&'


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text inside elements that have an id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.tags
            if name == tag and all(attrs.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        (found,) = self.all(tag, **wanted)
        return found

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]


class Answer(str):
    help = ""
    apart = False


def _answer(label: str, text: str = "", *, apart: bool = False) -> Answer:
    answer = Answer(label)
    answer.help, answer.apart = text, apart
    return answer


class EveryField(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We use it to sign you in.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    note = forms.CharField(
        label="Evidence", help_text="An example.", max_length=500, widget=forms.Textarea
    )
    review = forms.DateField(
        label="Review date", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    team = forms.ChoiceField(label="Team", choices=[("a", "Housing")], required=False)
    kind = forms.ChoiceField(
        label="How", help_text="Choose one.", choices=[("r", "Reading")], widget=forms.RadioSelect
    )
    support = forms.MultipleChoiceField(
        label="Support",
        choices=[("c", "Coach"), ("m", "Mentor")],
        widget=forms.CheckboxSelectMultiple,
    )
    agree = forms.BooleanField(label="I agree")
    when = forms.SplitDateTimeField(label="When")
    token = forms.CharField(widget=forms.HiddenInput)


class StatementForm(forms.Form):
    asp_01 = forms.ChoiceField(
        label="I explain our purpose.",
        choices=[
            (1, _answer("Rarely or never", "About 1 time in 10")),
            (2, _answer("Usually")),
            ("NA", _answer("Not applicable", "Only if you have no chance.", apart=True)),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    helper = FormHelper()
    helper.layout = Layout(Field("asp_01", template="lsa/scale.html"))


def _render(form: forms.Form, helper: FormHelper | None = None) -> Page:
    return Page(render_crispy_form(form, helper or FormHelper(form)))


def test_each_control_has_its_label_and_each_group_its_legend():
    page = _render(EveryField())

    labelled = [attrs["for"] for attrs in page.all("label")]

    for name in ["email", "password", "note", "review", "team", "agree"]:
        assert labelled.count(f"id_{name}") == 1
    for control in ["id_kind_0", "id_support_0", "id_support_1"]:
        assert labelled.count(control) == 1
    assert len(page.all("fieldset")) == len(page.all("legend")) == 3
    assert {attrs["aria-labelledby"] for attrs in page.all("input") if "when" in attrs["name"]} == {
        "id_when_legend"
    }


def test_no_id_is_given_twice():
    page = _render(EveryField({}))

    assert len(page.ids) == len(set(page.ids))


def test_a_hint_is_announced_with_its_control():
    page = _render(EveryField())

    assert page.one("input", id="id_email")["aria-describedby"] == "id_email_helptext"
    assert page.all("fieldset")[0]["aria-describedby"] == "id_kind_helptext"
    assert {"id_email_helptext", "id_kind_helptext"} <= set(page.ids)


def test_an_error_is_announced_with_its_control_and_stands_after_the_hint():
    html = render_crispy_form(EveryField({}), FormHelper())
    page = Page(html)

    assert page.one("input", id="id_email")["aria-invalid"] == "true"
    assert page.one("input", id="id_email")["aria-describedby"] == (
        "id_email_helptext id_email_error"
    )
    assert page.all("fieldset")[0]["aria-describedby"] == "id_kind_helptext id_kind_error"
    places = [html.index(f'id="id_kind{end}"') for end in ("_helptext", "_error", "_0")]
    assert places == sorted(places)


def test_a_long_answer_says_how_much_may_be_written():
    page = _render(EveryField())

    assert page.one("textarea")["aria-describedby"].split() == ["id_note_helptext", "id_note_count"]
    assert page.one("div", id="id_note_count")["data-limit"] == "500"
    assert page.one("div", id="id_note_count")["data-character-count"] == "id_note"


def test_every_error_of_the_summary_leads_to_a_control_that_exists():
    page = _render(EveryField({}))

    links = [attrs["href"].removeprefix("#") for attrs in page.all("a")]

    assert links == [
        "id_email",
        "id_password",
        "id_note",
        "id_kind_0",
        "id_support_0",
        "id_agree",
        "id_when_0",
    ]
    assert set(links) <= {attrs.get("id") for attrs in page.all("input") + page.all("textarea")}
    assert page.one("div", **{"class": "govuk-error-summary"})["tabindex"] == "-1"


def test_the_summary_names_errors_of_the_whole_form_and_of_hidden_fields():
    class Crossed(EveryField):
        def clean(self):
            raise forms.ValidationError("The two dates are the wrong way round.")

    html = render_crispy_form(Crossed({}), FormHelper())

    assert "<li>The two dates are the wrong way round.</li>" in html
    assert html.count("<li>This field is required.</li>") == 1


def test_a_form_without_errors_has_no_summary_and_loads_no_script_for_it():
    html = render_crispy_form(EveryField(), FormHelper())

    assert "govuk-error" not in html
    assert "error-summary.js" not in html


@pytest.mark.parametrize("template", ["lsa/field.html", "lsa/scale.html"])
@pytest.mark.parametrize("data", [None, {}])
def test_labels_hints_and_answers_are_text_and_never_html(template, data):
    class Hostile(forms.Form):
        field = forms.ChoiceField(
            label=ATTACK,
            help_text=ATTACK,
            choices=[(ATTACK, _answer(ATTACK, ATTACK)), ("NA", _answer(ATTACK, apart=True))],
            widget=forms.RadioSelect,
            error_messages={"required": ATTACK},
        )
        helper = FormHelper()
        helper.layout = Layout(Field("field", template=template))

    html = render_crispy_form(Hostile(data))

    assert "<script>" not in html
    assert html.count(escape(ATTACK)) >= 5


@pytest.mark.parametrize("field", [forms.CharField, forms.BooleanField, forms.SplitDateTimeField])
def test_other_labels_and_hints_are_text_too(field):
    class Hostile(forms.Form):
        thing = field(label=ATTACK, help_text=ATTACK)

    html = render_crispy_form(Hostile(), FormHelper())

    assert "<script>" not in html
    assert html.count(escape(ATTACK)) == 2


def test_what_is_not_required_says_so():
    page = render_crispy_form(EveryField(), FormHelper())

    assert page.count("(optional)") == 2


def test_choices_keep_what_was_chosen():
    page = _render(EveryField({"kind": "r", "support": ["m"]}))

    chosen = {attrs["id"] for attrs in page.all("input") if "checked" in attrs}

    assert chosen == {"id_kind_0", "id_support_1"}


def test_a_statement_is_a_group_with_words_under_each_answer_and_na_set_apart():
    html = render_crispy_form(StatementForm({"asp_01": "2"}))
    page = Page(html)

    assert page.one("fieldset")["data-question"] == "asp_01"
    assert [attrs["value"] for attrs in page.all("input", type="radio")] == ["1", "2", "NA"]
    assert "checked" in page.one("input", value="2")
    assert len(page.all("span", **{"class": "option-help"})) == 2
    assert html.index('class="option-apart"') > html.index('value="2"')
    assert html.count("</fieldset>") == html.count("<fieldset") == 1


def test_buttons_are_buttons_and_groups_have_legends():
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("About you", "email"),
        Div("password", css_class="column", css_id="secret"),
        ButtonHolder(
            Submit("go", "Continue"), Submit("x", "Later", css_class="govuk-button--secondary")
        ),
    )
    helper.add_input(Submit("save", "Save & go"))

    html = render_crispy_form(EveryField(), helper)
    page = Page(html)

    assert "About you</legend>" in html
    assert page.one("div", id="secret")["class"] == "column"
    assert [attrs["class"].split() for attrs in page.all("button")] == [
        ["govuk-button"],
        ["govuk-button", "govuk-button--secondary"],
        ["govuk-button"],
    ]
    assert ">Save &amp; go</button>" in html


def test_the_form_element_posts_with_a_token_and_leaves_checking_to_the_server():
    helper = FormHelper()
    helper.form_action = "/somewhere/"

    html = render_crispy_form(EveryField(), helper, {"csrf_token": "t0ken"})
    form = Page(html).one("form")

    assert form["method"] == "post"
    assert form["action"] == "/somewhere/"
    assert "novalidate" in form
    assert 'value="t0ken"' in html
