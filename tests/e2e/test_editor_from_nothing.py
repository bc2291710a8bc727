"""An editor's journey from nothing to a published bank of three themes of four statements, every click counted."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from banks.actions import store_draft
from banks.models import BankVersion
from banks.queries import load_instrument
from tests.e2e.journey import faults, sign_in
from tests.factories import bank
from tests.factories.assessments import STARTED

STATEMENTS = {
    "Listening": ["I ask before I answer.", "I interrupt people.", "I sum up what I heard.", "I leave silences."],
    "Aims": ["I agree the aim.", "I write it down.", "I come back to it.", "I say when it changes."],
    "Trust": ["I keep what is private.", "I do what I said.", "I say what I do not know.", "I give credit."],
}  # fmt: skip
ANSWERS = ["Never", "Rarely", "Sometimes", "Often", "Always"]


@dataclass
class Editor:
    """Somebody at a bank's pages, with a mouse or a keyboard; writing in fields is not counted."""

    page: Page
    has_scripts: bool
    by_keyboard: bool = False
    clicks: int = 0
    seen: set[str] = field(default_factory=set)

    def press(self, name: str, role: str = "") -> None:
        """Press what leads to another page, and look at that page."""
        target = self._named(name, role)
        with self.page.expect_navigation():
            self._use(target)
        self._look()

    def _look(self) -> None:
        """Look for faults once at each kind of page; without scripts the pages are the same."""
        kind = re.sub(r"\d+", "0", self.page.url.partition("?")[0].partition("#")[0])
        if self.has_scripts and kind not in self.seen:
            self.seen.add(kind)
            assert faults(self.page) == [], self.page.url

    def press_here(self, name: str) -> None:
        self._use(self._named(name))

    def tick(self, label: str) -> None:
        self.clicks += 1
        box = self.page.get_by_label(label)
        if self.by_keyboard:
            box.focus()
            self.page.keyboard.press("Space")
        else:
            # The label is what people press; the box itself is drawn over.
            box.check()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def edit(self, code: str) -> None:
        """Open a thing of a list: in its place where scripts run, else on its page."""
        if self.has_scripts:
            self.press_here(f"Edit {code}")
            expect(self.page.get_by_role("button", name="Done", exact=True)).to_be_visible()
            assert faults(self.page) == []
        else:
            self.press(f"Edit {code}")

    def close(self) -> None:
        if not self.has_scripts:
            self.press("Save")
            return
        expect(self.page.locator("[data-draft-state]")).to_have_text("Saved")
        self.press_here("Done")
        expect(self.page.get_by_role("button", name="Done", exact=True)).to_have_count(0)

    def _named(self, name: str, role: str = "") -> Locator:
        if role == "link":
            return self.page.get_by_role("link", name=name, exact=True).first
        button = self.page.get_by_role("button", name=name, exact=True)
        return button.or_(self.page.get_by_role("link", name=name, exact=True)).first

    def _use(self, target: Locator) -> None:
        self.clicks += 1
        if self.by_keyboard:
            target.focus()
            self.page.keyboard.press("Enter")
        else:
            target.click()


def begin(editor: Editor) -> None:
    title, statements = next(iter(STATEMENTS.items()))
    editor.press("Begin a new bank")
    editor.write("Title", "Coaching conversations")
    editor.write("Code", "COACHING")
    editor.write("Answers, from low to high", "\n".join(ANSWERS))
    editor.write("Title of the first theme", title)
    editor.write("Its first statements", "\n".join(statements))
    editor.press("Begin")


def add_themes(editor: Editor) -> None:
    editor.press("Themes", "link")
    for title, statements in list(STATEMENTS.items())[1:]:
        editor.press("Add : Theme")
        editor.write("Title", title)
        editor.write("Its first statements", "\n".join(statements))
        editor.press("Add")


def reverse_and_change_answers(editor: Editor) -> None:
    editor.press("Statements T-01")
    editor.edit("T-01-02")
    editor.tick("Reversed: agreeing shows the unhelpful behaviour")
    editor.close()
    expect(editor.page.locator("#thing-T-01-02")).to_contain_text("Reversed")
    editor.press("Change the answers")
    editor.edit("3")
    editor.write("Words", "Now and then")
    editor.close()
    expect(editor.page.locator("#thing-3")).to_contain_text("Now and then")


def publish(editor: Editor) -> None:
    editor.press("Draft of version 1.0")
    editor.press("Publish")
    editor.write("What is this bank for?", "For coaches.")
    editor.press("Publish for good")


@pytest.mark.parametrize(
    ("width", "has_scripts", "by_keyboard"),
    [(1280, True, False), (390, True, True), (390, False, True)],
)
def test_bank_of_three_themes_from_nothing_to_published(
    browser, live_server, administrator, width: int, has_scripts: bool, by_keyboard: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=has_scripts
    )
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/banks/")
    editor = Editor(page, has_scripts, by_keyboard)

    begin(editor)
    add_themes(editor)
    reverse_and_change_answers(editor)
    publish(editor)

    expect(page.get_by_text("Version 1.0 is published.")).to_be_visible()
    made = load_instrument(BankVersion.objects.get())
    assert {
        theme.title: [one.text for one in theme.questions] for theme in made.themes
    } == STATEMENTS
    assert [one.text for one in made.questions() if one.reverse] == ["I interrupt people."]
    (scale,) = made.scales.values()
    assert [point.label for point in scale.points] == [
        "Never",
        "Rarely",
        "Now and then",
        "Often",
        "Always",
    ]
    assert editor.clicks == 17
    context.close()


@pytest.mark.parametrize("has_scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_what_undo_says_is_in_sight_where_the_page_opens(
    browser, live_server, administrator, organisation, width: int, has_scripts: bool
) -> None:
    version = store_draft(bank(), organisation=organisation, by=None, at=STARTED)
    theme = bank().themes[0]
    code = theme.questions[-1].code
    context = browser.new_context(
        viewport={"width": width, "height": 600}, java_script_enabled=has_scripts
    )
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.goto(f"{live_server.url}/banks/versions/{version.pk}/draft/statements/list/{theme.code}")
    editor = Editor(page, has_scripts)

    editor.press(f"Move up {code}")
    expect(page.get_by_text(f"Statement {code} is moved.").first).to_be_in_viewport()
    editor.press(f"Undo Statement {code}")

    thing = page.locator(f"#thing-{code}")
    said = page.locator(".messages")
    expect(thing).to_be_focused()
    expect(thing).to_be_in_viewport()
    expect(said).to_be_in_viewport()
    # One does not cover the other.
    assert said.bounding_box()["y"] + said.bounding_box()["height"] <= thing.bounding_box()["y"]
    if has_scripts:
        expect(page.locator("[data-draft-live]")).to_contain_text("Taken back.")
    context.close()


def test_statement_is_deleted_and_brought_back_where_it_stands(
    browser, live_server, administrator
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    sign_in(context, live_server.url, administrator)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/banks/")
    editor = Editor(page, has_scripts=True)
    begin(editor)

    editor.press("Statements: Listening")
    editor.edit("T-01-02")
    editor.press("Delete Statement T-01-02")
    expect(page.locator(".messages")).to_contain_text("Statement T-01-02 is deleted.")
    expect(page.locator("#thing-T-01-02")).to_have_count(0)
    expect(page.get_by_text("Deleted: Statement T-01-02, “I interrupt people.”")).to_be_visible()
    editor.press("Undo Statement T-01-02")
    expect(page.locator("#thing-T-01-02")).to_be_focused()
    editor.press("Redo Statement T-01-02")
    expect(page.locator("#thing-T-01-02")).to_have_count(0)
    context.close()
