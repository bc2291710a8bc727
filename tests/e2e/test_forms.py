"""What the scripts of the form templates do, and that a form is accessible in every dress."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from playwright.sync_api import Page, Route, expect

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
SCALE = [(1, "Rarely or never"), (2, "Occasionally"), (3, "Usually")]


class ExampleForm(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We use it to sign you in.")
    statement = forms.ChoiceField(
        label="I explain our purpose.", choices=SCALE, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label="How do you like to learn?",
        choices=[("r", "Reading"), ("o", "With other people")],
        widget=forms.RadioSelect,
    )
    team = forms.ChoiceField(label="Team", choices=[("h", "Housing")])
    agree = forms.BooleanField(label="I agree")
    note = forms.CharField(label="Evidence", max_length=20, widget=forms.Textarea, required=False)
    helper = FormHelper()
    helper.layout = Layout(
        "email", Field("statement", template="lsa/scale.html"), "kind", "team", "agree", "note"
    )
    helper.add_input(Submit("save", "Save"))


@pytest.fixture
def visit(page: Page, live_server):
    def visit(data: dict[str, str] | None) -> None:
        body = f"""<!DOCTYPE html><html lang="en"><head><title>Form</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="/static/css/site.css"></head><body><main class="container">
        <h1>Form</h1>{render_crispy_form(ExampleForm(data))}</main></body></html>"""

        def answer(route: Route) -> None:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=body, content_type="text/html", headers=headers)

        page.route("**/form-page", answer)
        page.goto(f"{live_server.url}/form-page")

    return visit


def test_summary_takes_the_focus_and_says_so_in_the_title(page, visit):
    visit({})

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page).to_have_title("Error: Form")


@pytest.mark.parametrize(
    ("number", "control"), [(0, "id_email"), (1, "id_statement_0"), (2, "id_kind_0")]
)
def test_link_of_the_summary_moves_the_focus_to_the_first_control(page, visit, number, control):
    visit({})

    page.locator("[data-error-summary] a").nth(number).press("Enter")

    expect(page.locator(f"#{control}")).to_be_focused()


def test_link_of_the_summary_keeps_the_statement_in_sight(page, visit):
    page.set_viewport_size({"width": 390, "height": 500})
    visit({})

    page.get_by_role("link", name="This field is required.").nth(1).click()

    expect(page.get_by_text("I explain our purpose.")).to_be_in_viewport()


def test_long_answer_is_counted_while_it_is_written(page, visit):
    visit(None)
    count = page.locator("[data-character-count]")
    expect(count).to_have_text("You can write up to 20 characters.")

    page.get_by_label("Evidence").fill("Two lines,\nfive \N{WAVING HAND SIGN}")
    expect(count).to_have_text("Characters left: 3")

    page.get_by_label("Evidence").fill("x" * 23)
    expect(count).to_have_text("Characters too many: 3")
    expect(page.locator("[aria-live=polite]")).to_have_text("Characters too many: 3")


def test_every_answer_can_be_given_by_keyboard(page, visit):
    visit(None)
    page.get_by_label("E-mail").press("Tab")
    expect(page.get_by_label("Rarely or never")).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Occasionally")).to_be_checked()
    page.keyboard.press("Tab")

    expect(page.get_by_label("Reading")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("width", [320, 1280])
def test_form_with_errors_is_accessible(page, visit, scheme, forced, width):
    page.emulate_media(color_scheme=scheme, forced_colors=forced)
    page.set_viewport_size({"width": width, "height": 800})
    visit({})

    found = Axe().run(page).response["violations"]
    heights = page.locator(".option label, select, button, input[type=email]").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )

    assert found == []
    assert len(heights) == 6
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
