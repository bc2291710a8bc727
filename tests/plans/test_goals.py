"""A goal is made, changed, acted on, reviewed and deleted; nothing typed is lost, and nobody else sees it."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from banks.queries import instrument_of
from plans import actions, queries
from plans.actions import LookBack
from plans.models import Goal, GoalEvent
from tests.building import EARLIER, finished, person_1
from tests.factories import GoalFactory, MembershipFactory
from tests.plans.conftest import NOON
from tests.worker import fetched

SIGNED_IN = 2
# Of a document that the worker has still to make.
ACCEPTED = 202
NEW, PLAN = reverse("plans:new_goal"), reverse("plans:plan")
LATER = datetime(2026, 11, 21, 9, tzinfo=UTC)


def page(name: str, goal: Goal, *more: object) -> str:
    return reverse(f"plans:{name}", args=[goal.public_id, *more])


def shown(form) -> dict[str, str]:
    """What a browser sends of a form that nobody has changed."""
    values = {name: form[name].value() for name in form.fields}
    return {name: str("" if value is None else value) for name, value in values.items()}


def test_goal_is_stored_as_typed(client, version, typed):
    answer = client.post(NEW, typed, follow=True)

    (whole,) = queries.goals_of(answer.wsgi_request.user)
    assert whole.goal.goal == "Tenants help to choose\nthe new repairs service."
    assert (whole.goal.activity, whole.goal.support_type) == ("LA2-A2", "ALS")
    assert [(one.when, one.what) for one in whole.when_thens] == [
        ("Before the project group meets", "I will talk with three tenants.")
    ]
    assert [one.due_on for one in whole.reviews] == [date(2027, 1, 1), date(2027, 2, 20)]
    assert "Your goal is in your plan." in answer.content.decode()
    assert "Three conversations" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"target_date": "2026-11-20"}, "The target date must be after the start date."),
        ({"review_1": "2026-11-20"}, "A review must be after the start date."),
        ({"review_2": "2026-12-31"}, "This review must be after the one before it."),
        (
            {"start_date": "2026-10-01", "review_1": "2026-11-01"},
            "A review in the past cannot be held any more.",
        ),
        ({"review_1": "31/2/2027"}, "Enter a real date"),
        ({"review_1": "9999-12-31"}, "more than ten years ahead"),
        ({"target_date": "9999-12-31"}, "more than ten years ahead"),
        ({"target_date": "2026-11-19", "start_date": "2026-11-01"}, "This day is in the past."),
        ({"start_date": "0001-01-01"}, "more than ten years away"),
        ({"goal": "x" * 301}, "up to 300 characters. It now has 301"),
        ({"what_1": ""}, "Answer “What will you do?”"),
        ({"when_2": "On Friday"}, "Say what you will do then."),
        ({"what_2": "I ask", "what_3": "I listen"}, "Say when you will do this."),
        ({"own_activity": "A walk"}, "not both"),
        ({"support_type": ""}, "Choose who will support you."),
        ({"review_2": "2027-03-07"}, "more than two weeks after your target date"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(client, version, typed, changed, words):
    sent = typed | {"critical_mass": "Two others"} | changed

    answer = client.post(NEW, sent)

    assert words in answer.content.decode()
    assert not Goal.objects.exists()
    for name, text in sent.items():
        assert answer.context["form"][name].value() == text


def test_goal_made_from_a_statement_has_what_was_picked_and_asks_the_rest(client, manager, version):
    assessment = finished(manager, version, person_1())
    report = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    address = f"{NEW}?report={assessment.public_id}&amp;question=EVA-02"
    assert address in report

    form = client.get(address.replace("&amp;", "&")).context["form"]
    begun = {name: form[name].value() or "" for name in form.fields}

    picked = instrument_of(version.pk).question("EVA-02")
    assert (begun["goal"], begun["measure"]) == (picked.goal, picked.sign)
    assert (begun["when_1"], begun["what_1"]) == (picked.to_try.when, picked.to_try.then)
    assert (begun["target_date"], begun["support_type"], begun["support_person"]) == ("", "", "")
    client.post(
        address.replace("&amp;", "&"),
        begun | {"target_date": "2027-02-19", "support_type": "MANAGER"},
    )
    goal = Goal.objects.get()
    assert (goal.assessment, goal.theme) == (assessment, "EVA")
    assert goal.when_thens.get().when == picked.to_try.when


def test_the_form_asks_five_things_first_and_folds_the_rest(client, version):
    page = client.get(NEW).content.decode()

    asked, folded = page.split('<details class="folded">')
    first = re.findall(r'name="(\w+)"', asked[asked.index('id="goal"') :])
    assert list(dict.fromkeys(first)) == [
        "csrfmiddlewaretoken", "goal", "when_1", "what_1", "target_date", "support_type",
        "support_person",
    ]  # fmt: skip
    assert 'name="measure"' in folded
    assert "A plan holds up to 3 open goals at a time. You have none yet." in page


def test_a_fault_in_what_is_folded_opens_it(client, version, typed):
    page = client.post(NEW, typed | {"review_1": ""}).content.decode()

    assert '<details class="folded" open>' in page


@pytest.mark.parametrize("pick", ["area=LA2", "activity=LA5-A4", "theme=LCF", "area=nowhere", ""])
def test_goal_can_begin_with_what_there_is_to_learn(client, version, pick):
    form = client.get(f"{NEW}?{pick}").context["form"]

    begun = {name: form[name].value() for name in form.fields}
    assert begun["start_date"] == date(2026, 11, 20)
    if pick == "activity=LA5-A4":
        activity = instrument_of(version.pk).area("LA5").activities[3]
        assert begun["goal"] == f"Try “{activity.title}” and use one thing from it"
        assert (begun["activity"], begun["learning_area"]) == ("LA5-A4", "LA5")
        # A mentor is met four times over six months.
        assert begun["target_date"] >= date(2027, 5, 20)
        assert not (begun["when_1"])
        assert not (begun["what_1"])
        assert not (begun["support_type"])


def test_a_goal_from_any_activity_can_be_saved_with_the_day_that_it_proposes(client, version):
    asked = {"when_1": "After it", "what_1": "Use one thing", "support_type": "MANAGER"}
    refused = {}
    for area in instrument_of(version.pk).learning_areas:
        for pick in (f"area={area.code}", *(f"activity={one.code}" for one in area.activities)):
            form = client.get(f"{NEW}?{pick}").context["form"]
            begun = {name: form[name].value() or "" for name in form.fields}
            Goal.objects.all().delete()
            client.post(f"{NEW}?{pick}", begun | asked)
            if not Goal.objects.exists():
                refused[pick] = begun["target_date"]

    assert refused == {}


def test_goal_sent_twice_is_made_once(client, version, typed):
    first, again = (client.post(NEW, typed).url for _ in range(2))

    assert first == again
    assert client.post(NEW, typed | {"baseline": "Two of five"}).url != first
    assert Goal.objects.count() == 2


def begun(client, address: str) -> dict[str, object]:
    """What the form shows before anything is typed."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize(
    ("target", "days"),
    [
        ("2026-12-17", [date(2026, 12, 17)]),
        ("2027-01-04", [date(2027, 1, 1)]),
        ("2027-02-20", [date(2027, 1, 1), date(2027, 2, 22)]),
        # A Saturday, on which few people would look back.
        ("2027-04-03", [date(2027, 1, 1), date(2027, 2, 22), date(2027, 4, 5)]),
        ("2027-11-20", [date(2027, 1, 1), date(2027, 2, 22), date(2027, 5, 20)]),
    ],
)
def test_reviews_that_are_left_as_proposed_follow_the_target_date(
    client, version, typed, target, days
):
    proposed = {name: day for name, day in begun(client, NEW).items() if "review" in name}

    client.post(NEW, typed | proposed | {"target_date": target})

    assert [one.due_on for one in Goal.objects.get().reviews.order_by("number")] == days


def test_reviews_follow_a_target_date_that_is_moved_and_stay_where_it_is_not(client, goal):
    goal.reviews.create(number=2, due_on=date(2027, 3, 1))
    actions.hold_review(
        goal.public_id,
        1,
        LookBack("It helped.", "IN_PROGRESS", date(2027, 3, 1)),
        by=goal.plan.member.user,
        at=NOON,
    )
    sent = shown(client.get(page("change_goal", goal)).context["form"])

    def days() -> list[date]:
        return [one.due_on for one in goal.reviews.filter(held_at=None)]

    client.post(page("change_goal", goal), sent | {"measure": "Three say so."})
    assert days() == [date(2027, 3, 1)]
    sent = shown(client.get(page("change_goal", goal)).context["form"])
    client.post(page("change_goal", goal), sent | {"target_date": "2027-01-29"})
    assert days() == [date(2027, 1, 29)]


def test_what_is_to_be_tried_in_two_weeks_is_proposed_for_two_weeks(client, manager, version):
    assessment = finished(manager, version, person_1())
    report = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    (address,) = re.findall(r'href="([^"]+soon=yes)"', report)

    page = client.get(address.replace("&amp;", "&"))
    form = page.context["form"]

    assert form["target_date"].value() == date(2026, 12, 4)
    assert [form[f"review_{n}"].value() for n in (1, 2, 3)] == [date(2026, 12, 4), None, None]
    for words in ("Three to six months", "six weeks after you start", "Three months after"):
        assert words not in page.content.decode()


def test_next_review_is_proposed_no_later_than_about_the_target_date(client, goal):
    Goal.objects.filter(pk=goal.pk).update(target_on="2026-12-18")
    assert begun(client, page("review", goal, 1))["next_on"] == date(2026, 12, 18)

    Goal.objects.filter(pk=goal.pk).update(target_on="2026-11-18")
    assert begun(client, page("review", goal, 1))["next_on"] == date(2027, 2, 22)


def test_faults_are_listed_in_the_order_of_the_page(client, version):
    answer = client.post(NEW, {"start_date": "no day", "theme": "?"})

    said = answer.content.decode()
    asked = list(dict.fromkeys(re.findall(r'name="(\w+)"', said[said.index('id="goal"') :])))
    (summary,) = re.findall(r'<ul class="govuk-error-summary__list">(.*?)</ul>', said, re.S)
    named = [one.removeprefix("id_") for one in re.findall(r'href="#(\w+?)(?:_0)?"', summary)]
    assert named == [name for name in asked if name in answer.context["form"].errors]
    assert {"target_date", "support_type", "theme", "start_date", "review_1"} <= set(named)


def test_nobody_yet_is_an_answer(client, version, typed, member, goal):
    client.post(NEW, typed | {"support_type": "NOBODY", "support_person": ""})

    made = Goal.objects.get(goal__startswith="Tenants")
    said = client.get(page("goal", made)).content.decode()
    assert "Nobody yet" in said
    form = client.get(page("change_goal", made)).context["form"]
    assert form["support_type"].value() == "NOBODY"
    client.post(page("change_goal", made), shown(form) | {"measure": "Three say so."})
    made.refresh_from_db()
    assert (made.support_type, made.measure) == ("", "Three say so.")
    # It is no kind of support that could be counted.
    terms = {"bank_id": version.bank_id, "after": None, "until": NOON}
    (facts,) = queries.plan_facts([member.pk], **terms)
    assert facts.support == {"ALS"}


@pytest.mark.parametrize(
    ("pick", "had"),
    [
        ("activity=LA2-A2", {"activity": "LA2-A2"}),
        ("area=LA2", {"activity": "LA2-A1"}),
        ("activity=LA5-A4", {"goal": "try “{title}”\nand use one thing from it."}),
        ("question=EVA-02", {"what": "{step}"}),
    ],
)
def test_form_says_that_the_plan_has_a_goal_like_it_and_forbids_nothing(
    client, manager, version, goal, pick, had
):
    assessment = finished(manager, version, person_1())
    address = f"{NEW}?report={assessment.public_id}&{pick}"
    form = client.get(address).context["form"]
    assert "a goal like this" not in client.get(address).content.decode()
    given = {
        "title": instrument_of(version.pk).area("LA5").activities[3].title,
        "step": form["what_1"].value(),
    }
    had = {name: text.format(**given) for name, text in had.items()}
    if "what" in had:
        goal.when_thens.update(**had)
    else:
        Goal.objects.filter(pk=goal.pk).update(**had)

    said = client.get(address).content.decode()
    assert "You already have a goal like this" in said
    assert page("goal", goal) in said
    Goal.objects.update(status="DONE")
    assert "You have done a goal like this already" in client.get(address).content.decode()
    Goal.objects.update(status="STOPPED")
    assert "a goal like this" not in client.get(address).content.decode()


def test_goal_in_words_that_the_plan_has_is_made_and_that_is_said(client, version, typed, goal):
    sent = typed | {"goal": goal.goal.upper(), "target_date": ""}
    assert "You already have a goal like this" in client.post(NEW, sent).content.decode()

    said = client.post(NEW, typed | {"goal": goal.goal.upper()}, follow=True).content.decode()

    assert f"It is much like another one: “{goal.goal}”." in said
    # Sent twice, it is like itself, which goes without saying.
    again = client.post(NEW, typed, follow=True)
    again = client.post(NEW, typed, follow=True)
    assert "like another one" not in again.content.decode()


def test_start_left_empty_is_today(client, version, typed):
    client.post(NEW, typed | {"start_date": ""})

    assert Goal.objects.get().start_on == date(2026, 11, 20)


def test_somebody_elses_report_begins_no_goal(client_of, colleague, manager, version):
    assessment = finished(manager, version, person_1())

    for report in (assessment.public_id, "no-such"):
        assert client_of(colleague).get(f"{NEW}?report={report}").status_code == 404
    mine = finished(colleague, version, person_1())
    assert client_of(colleague).get(f"{NEW}?report={mine.public_id}").status_code == 200


def test_plan_holds_three_open_goals(client, member, version, typed):
    first, *_ = [GoalFactory(plan__member=member, version=version) for _ in range(3)]

    refused = client.post(NEW, typed)
    assert "has 3 goals already" in refused.content.decode()
    assert refused.context["form"]["goal"].value() == typed["goal"]

    actions.set_goal_status(first.public_id, "DONE", by=member.user, at=LATER)
    client.post(NEW, typed)
    assert Goal.objects.count() == 4
    client.post(page("set_status", first), {"status": "IN_PROGRESS"})
    first.refresh_from_db()
    assert first.status == "DONE"


def test_a_full_plan_elsewhere_leaves_room_here(client, manager, version):
    """The page shows the goals of all places; each has a limit of its own."""
    here, *_ = manager.memberships.order_by("pk")
    elsewhere = MembershipFactory(user=manager, roles=[Role.MANAGER])
    for member in (here, here, elsewhere):
        GoalFactory(plan__member=member, version=version)

    assert "Add a goal" in client.get(PLAN).content.decode()
    GoalFactory(plan__member=here, version=version)
    there = f"{NEW}?organisation={elsewhere.organisation.slug}"
    said = client.get(PLAN).content.decode()
    assert (there in said, "Your plan is full" in said) == (True, False)
    for _ in range(2):
        GoalFactory(plan__member=elsewhere, version=version)
    said = client.get(PLAN).content.decode()
    assert ("Add a goal" in said, "Your plan is full" in said) == (False, True)


def test_change_keeps_what_was_done_and_held(client, goal, typed, member):
    actions.mark_when_then(goal.public_id, 1, done=True, by=member.user, at=LATER)
    look_back = LookBack("It helped.", "IN_PROGRESS", None)
    actions.hold_review(goal.public_id, 1, look_back, by=member.user, at=LATER)
    form = client.get(page("change_goal", goal)).context["form"]
    sent = shown(form)
    assert (form["review_1"].label, sent["review_1"]) == ("Second review", "")

    client.post(
        page("change_goal", goal),
        sent
        | {"when_1": "On all Mondays", "when_2": "In June", "what_2": "I tell them."}
        | {"review_1": "2026-12-10"},
    )

    whole = queries.whole_goal(goal)
    assert [(one.when, bool(one.done_at)) for one in whole.when_thens] == [
        ("On all Mondays", True),
        ("In June", False),
    ]
    assert [(one.number, one.notes) for one in whole.reviews] == [(1, "It helped."), (2, "")]
    refused = client.post(page("change_goal", goal), sent | {"review_1": "2026-11-21"})
    assert "after the last one that you held" in refused.content.decode()
    # What takes its place as a whole is another action, and not done.
    sent = shown(client.get(page("change_goal", goal)).context["form"])
    client.post(page("change_goal", goal), sent | {"when_1": "At Easter", "what_1": "I rest."})
    assert goal.when_thens.get(number=1).done_at is None


def test_tick_goes_with_an_action_that_moves_down(goal, member):
    goal.when_thens.update(done_at=LATER)
    was = actions.details_of(queries.whole_goal(goal))
    (done,) = was.when_thens
    new = replace(done, what="I ask a colleague.")

    after = replace(was, when_thens=(new, done))
    actions.change_goal(goal.public_id, after, was=was, by=member.user, at=LATER)

    ticks = goal.when_thens.order_by("number").values_list("what", "done_at")
    assert list(ticks) == [(new.what, None), (done.what, LATER)]


def test_two_tabs_change_one_goal_and_nothing_is_lost(client, goal):
    first = shown(client.get(page("change_goal", goal)).context["form"])
    second = dict(first)
    client.post(
        page("change_goal", goal),
        first | {"goal": "Tenants choose.", "theme": "LIS", "target_date": "2027-01-31"},
    )

    # Written otherwise, the same day is no change.
    second |= {"measure": "Three say so.", "target_date": "1/12/2026"}
    assert client.post(page("change_goal", goal), second).status_code == 302
    goal.refresh_from_db()
    assert (goal.goal, goal.measure) == ("Tenants choose.", "Three say so.")
    assert goal.target_on == date(2027, 1, 31)

    second |= {"goal": "Residents choose.", "theme": "AGI", "target_date": "2027-02-28"}
    answer = client.post(page("change_goal", goal), second)
    form = answer.context["form"]
    assert answer.status_code == 409
    assert {name: words[0].split("”")[0].split("“")[1] for name, words in form.errors.items()} == {
        "goal": "Tenants choose.",
        "theme": "Listening to customers and staff",
        "target_date": "31 January 2027",
    }
    assert form["goal"].value() == "Residents choose."
    client.post(page("change_goal", goal), shown(form))
    goal.refresh_from_db()
    assert (goal.goal, goal.theme, goal.measure) == ("Residents choose.", "AGI", "Three say so.")


def test_goal_changed_between_reading_and_writing_is_not_overwritten(goal, member):
    was = actions.details_of(queries.whole_goal(goal))
    by = {"by": member.user, "at": LATER}
    other = replace(was, words=replace(was.words, measure="Three say so."))
    actions.change_goal(goal.public_id, other, was=was, **by)

    with pytest.raises(actions.ChangedMeanwhileError):
        actions.change_goal(goal.public_id, was, was=was, **by)
    actions.change_goal(goal.public_id, other, was=other, **by)

    goal.refresh_from_db()
    assert goal.measure == "Three say so."
    assert goal.events.count() == 1  # to save what is there already is no change


def test_first_action_starts_the_goal_and_the_tick_can_be_taken_away(client, goal):
    client.post(page("mark", goal, 1), {"done": "yes"})
    goal.refresh_from_db()
    assert goal.status == "IN_PROGRESS"
    assert goal.when_thens.get().done_at

    client.post(page("mark", goal, 1), {"done": "no"})
    assert goal.when_thens.get().done_at is None
    assert client.post(page("mark", goal, 2), {"done": "yes"}).status_code == 404


def test_review_is_held_and_moves_the_next_one(client, goal):
    goal.reviews.create(number=2, due_on=date(2026, 12, 1))
    assert client.get(page("review", goal, 2)).status_code == 404
    sent = {"notes": "n" * 1000, "status": "CHANGED", "next_on": "2027-01-15"}

    client.post(page("review", goal, 1), sent)

    goal.refresh_from_db()
    assert goal.status == "CHANGED"
    assert [(one.due_on, len(one.notes)) for one in goal.reviews.order_by("number")] == [
        (date(2026, 10, 13), 1000),
        (date(2027, 1, 15), 0),
    ]
    acts = goal.events.values_list("act", "status")
    assert list(acts) == [(GoalEvent.Act.REVIEWED, "CHANGED")]
    # Sent twice it is held once.
    assert client.post(page("review", goal, 1), sent).status_code == 302
    assert client.get(page("review", goal, 1)).status_code == 302
    assert goal.events.count() == 1


def test_review_held_in_two_tabs_keeps_both_until_one_is_chosen(client, goal):
    sent = {"notes": "From the first tab", "status": "IN_PROGRESS", "next_on": ""}
    client.post(page("review", goal, 1), sent)

    again = client.post(page("review", goal, 1), sent | {"notes": "From the second tab"})

    form = again.context["form"]
    assert again.status_code == 409
    assert "What is saved now: “From the first tab”" in form.errors["notes"][0]
    assert form["notes"].value() == "From the second tab"
    assert goal.reviews.get().notes == "From the first tab"
    client.post(page("review", goal, 1), shown(form))
    assert goal.reviews.get().notes == "From the second tab"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"notes": "a\r\n" * 400 + "x" * 201}, "up to 1000 characters. It now has 1001"),
        ({"notes": ""}, "Write a few words for your later self."),
        ({"next_on": "2026-11-20"}, "The next review must be after today."),
    ],
)
def test_review_that_cannot_be_stored_loses_nothing(client, goal, changed, words):
    sent = {"notes": "a\r\n" * 400 + "x" * 200, "status": "DONE", "next_on": "2027-01-15"}

    answer = client.post(page("review", goal, 1), sent | changed)

    assert words in answer.content.decode()
    assert answer.context["form"]["notes"].value() == (sent | changed)["notes"]
    assert client.post(page("review", goal, 1), sent).status_code == 302


def test_last_review_leads_to_taking_it_again_until_that_is_done(client, goal, manager, version):
    again = reverse("assessments:start_own")
    finished(manager, version, person_1(), at=EARLIER)
    assert (
        "the last review that you planned" in client.get(page("review", goal, 1)).content.decode()
    )
    assert again not in client.get(page("goal", goal)).content.decode()
    sent = {"notes": "It worked.", "status": "IN_PROGRESS", "next_on": ""}

    client.post(page("review", goal, 1), sent)

    assert again in client.get(page("goal", goal)).content.decode()
    # Less than eight weeks before the review there is one already.
    finished(manager, version, person_1(), at=NOON - timedelta(weeks=7))
    assert again not in client.get(page("goal", goal)).content.decode()


def test_goal_says_what_comes_next(client, goal, manager):
    def text() -> str:
        return client.get(page("goal", goal)).content.decode()

    assert "Add an action" not in text()
    assert "You set yourself until" not in text()
    client.post(page("mark", goal, 1), {"done": "yes"})
    Goal.objects.filter(pk=goal.pk).update(target_on="2026-11-19")
    assert "Add an action" in text()
    assert "You set yourself until 19 November 2026." in text()
    done = client.post(page("set_status", goal), {"status": "DONE"}, follow=True).content.decode()
    assert "There is room in your plan for the next goal." in done
    assert "Add an action" not in done
    assert "You set yourself until" not in done


def test_overdue_goal_is_shown_so_on_the_plan_and_at_home(client, goal):
    words = "Its date was 19 November 2026. Move it, mark the goal done, or let it go."
    for target, status, is_said in (
        ("2026-11-20", "IN_PROGRESS", False),
        ("2026-11-19", "IN_PROGRESS", True),
        ("2026-11-19", "DONE", False),
    ):
        Goal.objects.update(target_on=target, status=status)
        for address in (PLAN, reverse("assessments:home")):
            assert (words in client.get(address).content.decode()) == is_said


def test_home_tells_a_plan_whose_goals_are_done_from_one_without_any(client, manager, version):
    home = reverse("assessments:home")
    finished(manager, version, person_1())
    assert "No goals yet." in client.get(home).content.decode()

    GoalFactory(plan__member=manager.memberships.get(), version=version, status="DONE")

    said = client.get(home).content.decode()
    assert "No goals yet." not in said
    assert "You are working on no goal at present." in said


def test_who_no_longer_leads_goes_on_with_the_goals_they_have(client_of, member, goal):
    """What is theirs stays theirs, and the e-mail about a review leads to pages that open for them."""
    member.role_grants.update(role=Role.HR_LEAD)
    theirs = client_of(User.objects.get(pk=member.user_id))

    said = theirs.get(PLAN).content.decode()
    assert goal.goal in said
    assert (NEW in said, "These goals stay yours." in said) == (False, True)
    assert PLAN in theirs.get(reverse("assessments:home")).content.decode()
    assert theirs.get(reverse("plans:reviews_ics")).status_code == 200
    assert reverse("reports:plan_pdf") in said
    assert theirs.get(reverse("reports:plan_pdf")).status_code == ACCEPTED
    assert theirs.get(page("review", goal, 1)).status_code == 200
    assert theirs.post(reverse("plans:reminders"), {"reminds": "no"}).status_code == 302
    assert not queries.wants_reminders(member.user)
    assert theirs.get(NEW).status_code == 403

    gone = theirs.post(page("delete_goal", goal), follow=True)
    assert gone.redirect_chain == [(reverse("assessments:home"), 302)]
    assert theirs.get(PLAN).status_code == 403
    assert theirs.get(reverse("reports:plan_pdf")).status_code == 403


def test_deleted_goal_leaves_no_content(client, goal):
    client.post(page("delete_goal", goal))

    assert not Goal.objects.exists()
    entry = AuditEntry.objects.get(act="goal.deleted")
    assert (entry.subject, entry.details) == (str(goal.public_id), {})


def test_deleted_twice_or_opened_again_it_leads_to_the_plan(client, client_of, colleague, goal):
    for _ in range(2):
        assert client.post(page("delete_goal", goal)).url == PLAN
    # By the link of an e-mail, too.
    assert client.get(page("goal", goal)).url == PLAN
    for name in ("goal", "delete_goal"):
        assert client_of(colleague).get(page(name, goal)).status_code == 404


def test_reminders_can_be_switched_off(client, goal):
    assert [one.goal for one in queries.reviews_due(date(2026, 10, 13))] == [goal]
    assert not queries.reviews_due(date(2026, 10, 12))

    client.post(reverse("plans:reminders"), {"reminds": "no"})

    assert not queries.reviews_due(date(2026, 10, 13))


def test_facts_for_hr_hold_codes_and_no_words(goal, member, version, colleague):
    GoalFactory(plan__member=member, version=version, learning_area="", support_type="COACH")
    stopped = GoalFactory(plan__member=colleague.memberships.get(), version=version)
    Goal.objects.filter(pk=stopped.pk).update(status="STOPPED")

    members = [member.pk, stopped.plan.member_id]
    terms = {"bank_id": version.bank_id, "after": None, "until": goal.made_at}
    own = [queries.PlanFacts(member.pk, frozenset({"LA2"}), frozenset({"ALS", "COACH"}))]
    second = timedelta(seconds=1)

    assert queries.plan_facts(members, **terms) == own
    assert queries.plan_facts(members, **terms | {"after": goal.made_at - second}) == own
    assert queries.plan_facts(members, **terms | {"after": goal.made_at}) == []
    assert queries.plan_facts(members, **terms | {"until": goal.made_at - second}) == []
    assert queries.plan_facts(members, **terms | {"bank_id": 0}) == []


def test_plan_is_in_the_report_and_in_a_document_of_its_own(client, manager, goal, version):
    assessment = finished(manager, version, person_1())

    page = client.get(reverse("reports:report", args=[assessment.public_id])).content.decode()
    alone = PdfReader(io.BytesIO(fetched(client, reverse("reports:plan_pdf")).content))

    assert '<a href="#your-plan">' in page
    assert goal.goal in page
    text = " ".join("".join(one.extract_text() for one in alone.pages).split())
    assert goal.goal in text
    assert "13 October 2026" in text
    assert alone.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_document_holds_the_goals_of_all_places_that_the_person_is_in(
    client, goal, manager, version
):
    def text() -> str:
        document = PdfReader(io.BytesIO(fetched(client, reverse("reports:plan_pdf")).content))
        return " ".join("".join(one.extract_text() for one in document.pages).split())

    here = goal.plan.member.organisation.name
    # Where it is, and at the head of its one page.
    assert text().count(here) == 2
    there = MembershipFactory(user=manager, organisation__name="Wexcombe", roles=[Role.MANAGER])
    other = GoalFactory(plan__member=there, version=version, goal="Partners agree.")

    assert other.goal in text()
    assert goal.goal in text()
    assert (text().count(here), text().count("Wexcombe")) == (2, 2)
    there.left_at = LATER
    there.save()
    assert other.goal not in text()


def test_document_without_goals_has_lines_to_write_on_and_questions(client, version):
    document = PdfReader(io.BytesIO(fetched(client, reverse("reports:plan_pdf")).content))

    text = document.pages[0].extract_text()
    assert "What do I want to be different?" in text
    assert "What did I do, and what did I put off?" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_as_many_queries_for_many_as_for_one(
    client, member, version, rows, django_assert_num_queries
):
    goals = [GoalFactory(plan__member=member, version=version) for _ in range(rows)]
    for number in range(2, rows + 1):
        goals[0].reviews.create(number=number, due_on=date(2027, number, 1))
        goals[0].when_thens.create(number=number, when="Then", what="That")
    client.get(reverse("plans:plan"))  # reads the bank into memory

    with django_assert_num_queries(SIGNED_IN + 8):
        client.get(reverse("plans:plan"))
    with django_assert_num_queries(SIGNED_IN + 5):
        client.get(page("goal", goals[0]))
