"""What the audit log calls each act, and which acts an organisation sees. Whichever app writes one names it here.

Here and not in each app, so that the log needs to know none of them: what an app registers would be its words alone.
An act that is not here is shown to nobody, and a test names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Words = Mapping[str, Promise]


@dataclass(frozen=True)
class ActGroup:
    """Acts of one kind, as whoever reads the log looks for them."""

    code: str
    title: Promise
    acts: Words


GROUPS: Final = (
    ActGroup(
        "people",
        gettext_lazy("People"),
        {
            "membership.invited": gettext_lazy("Invited"),
            "membership.invited_again": gettext_lazy("Invitation sent again"),
            "membership.accepted": gettext_lazy("Invitation accepted"),
            "membership.added": gettext_lazy("Added from a file"),
            "membership.joined": gettext_lazy(
                "Joined by signing in with the organisation’s account"
            ),
            "membership.returned": gettext_lazy("Brought back from a file"),
            "membership.provisioned": gettext_lazy("Brought in by the directory"),
            "membership.recorded": gettext_lazy("Recorded, with answers from a file"),
            "membership.confirmed": gettext_lazy("Confirmed by an administrator"),
            "membership.changed": gettext_lazy("Name, team, roles or attributes changed"),
            "membership.address_asked": gettext_lazy("New e-mail address asked for"),
            "membership.address_changed": gettext_lazy("E-mail address changed"),
            "membership.second_step_removed": gettext_lazy("Second step of signing in taken away"),
            "membership.ended": gettext_lazy("Access ended"),
            "person.erased": gettext_lazy("Somebody erased"),
            "person.exported": gettext_lazy("What is held about somebody taken out by support"),
            "people.imported": gettext_lazy("People brought in from a file"),
            "people.downloaded": gettext_lazy("People downloaded as a file"),
            "message.sent_again": gettext_lazy("E-mail sent again"),
        },
    ),
    ActGroup(
        "signing_in",
        gettext_lazy("Signing in"),
        {
            "sign_in.paused": gettext_lazy("Sign-in paused after refused attempts"),
            "password.changed": gettext_lazy("Password changed"),
            "sessions.ended": gettext_lazy("Signed out on other devices"),
            "personal_token.made": gettext_lazy("Personal token made"),
            "personal_token.revoked": gettext_lazy("Personal token revoked"),
            "sign_in.connected": gettext_lazy("Connected to the organisation’s account"),
            "sign_in.disconnected": gettext_lazy(
                "No longer connected to the organisation’s account"
            ),
        },
    ),
    ActGroup(
        "organisation",
        gettext_lazy("Organisation, teams and attributes"),
        {
            "organisation.created": gettext_lazy("Organisation set up"),
            "organisation.changed": gettext_lazy(
                "Name, contact or logo of the organisation changed"
            ),
            "organisation.sign_in_changed": gettext_lazy("Who needs a second step to sign in"),
            "retention.changed": gettext_lazy("How long things are kept"),
            "retention.ended": gettext_lazy("Nothing removed by itself any more"),
            "retention.carried_out": gettext_lazy("Removed, because its time was over"),
            "organisation.provider_set": gettext_lazy("Single sign-on set up or changed"),
            "organisation.provider_removed": gettext_lazy("Single sign-on taken away"),
            "directory.token_made": gettext_lazy("Token for a directory made"),
            "directory.token_revoked": gettext_lazy("Token of a directory revoked"),
            "program.made": gettext_lazy("Program allowed to speak for the organisation"),
            "program.revoked": gettext_lazy("Program no longer allowed"),
            "webhook.added": gettext_lazy("Address added that is told what happens"),
            "webhook.secret_renewed": gettext_lazy("Secret of such an address renewed"),
            "webhook.tried": gettext_lazy("Test sent to such an address"),
            "webhook.switched_on": gettext_lazy("Such an address told again"),
            "webhook.switched_off": gettext_lazy(
                "Such an address no longer told: it did not answer"
            ),
            "webhook.removed": gettext_lazy("Such an address removed"),
            "directory.group_mapped": gettext_lazy("Group of the directory given a meaning"),
            "attribute.renamed": gettext_lazy("Attribute renamed, or made one with another"),
            "attribute.removed": gettext_lazy("Attribute removed"),
            "attribute.value_changed": gettext_lazy(
                "Value of an attribute renamed, or made one with another"
            ),
            "team.added": gettext_lazy("Team added"),
            "team.changed": gettext_lazy("Team renamed or moved"),
            "team.deleted": gettext_lazy("Team deleted"),
        },
    ),
    ActGroup(
        "campaigns",
        gettext_lazy("Campaigns and results"),
        {
            "campaign.created": gettext_lazy("Campaign set up"),
            "campaign.changed": gettext_lazy("Campaign changed"),
            "campaign.words_changed": gettext_lazy("Own words in a campaign’s e-mails changed"),
            "campaign.joined": gettext_lazy("Small teams joined in the results of a campaign"),
            "campaign.parted": gettext_lazy("Joined teams of a campaign parted again"),
            "campaign.cancelled": gettext_lazy("Planned campaign cancelled"),
            "campaign.invited": gettext_lazy("Invitations to a campaign sent"),
            "campaign.reminded": gettext_lazy("Reminders of a campaign sent"),
            "campaign.closed": gettext_lazy("Campaign closed"),
            "campaign.published": gettext_lazy("Results of a campaign published"),
            "campaign.repeat_set": gettext_lazy("Campaign to be repeated"),
            "campaign.repeat_prepared": gettext_lazy("Draft of a repeated campaign prepared"),
            "campaign.repeat_skipped": gettext_lazy("Repeated campaign left out once"),
            "campaign.repeat_ended": gettext_lazy("Campaign no longer repeated"),
            "campaign.test_sent": gettext_lazy("Test e-mail of a campaign sent to oneself"),
            "campaign.goals_published": gettext_lazy("Goals in plans counted"),
            "responses.imported": gettext_lazy("Answers imported from a file"),
            "report.exported": gettext_lazy("Report taken out by support"),
        },
    ),
    ActGroup(
        "observers",
        gettext_lazy("Asking others"),
        {
            "observers.rule_changed": gettext_lazy("Who agrees to whom managers ask"),
            "observers.offered": gettext_lazy("Asking others offered in a campaign"),
            "observers.offer_ended": gettext_lazy("Asking others no longer offered in a campaign"),
            "observers.counted": gettext_lazy("Rounds of a campaign counted"),
        },
    ),
    ActGroup(
        "banks",
        gettext_lazy("Question banks and learning"),
        {
            "bank.chosen": gettext_lazy("Question bank chosen"),
            "bank_draft.discarded": gettext_lazy("Draft of a question bank discarded"),
            "bank_draft.edited": gettext_lazy("Question bank edited"),
            "bank_draft.edit_undone": gettext_lazy("Change of a question bank taken back"),
            "bank_draft.edit_redone": gettext_lazy("Change of a question bank made again"),
            "bank_version.published": gettext_lazy("Question bank published"),
            "bank_language.offered": gettext_lazy("Question bank offered in a language"),
            "bank_language.withdrawn": gettext_lazy(
                "Question bank no longer offered in a language"
            ),
            "bank_version.retired": gettext_lazy("Question bank retired"),
            "bank_version.stored": gettext_lazy("Question bank stored"),
            "item_statistics.renewed": gettext_lazy("Statistics of statements worked out"),
            "precision.adopted": gettext_lazy("Measured precision taken into use"),
            "resource.added": gettext_lazy("Link or book added to a learning area"),
            "resource.changed": gettext_lazy("Link or book of a learning area changed"),
            "resource.deleted": gettext_lazy("Link or book of a learning area deleted"),
        },
    ),
)
# What somebody does with what is theirs alone. It would tell who has answered, plans or shares something, so
# nobody but them is shown it, on the page with everything that is held about them.
OWN: Final[Words] = {
    "sign_in.done": gettext_lazy("Signed in"),
    "assessment.deleted": gettext_lazy("Unfinished assessment deleted"),
    "assessment.finished_deleted": gettext_lazy("Finished assessment deleted"),
    "assessment.reopened": gettext_lazy("Finished assessment opened again"),
    "goal.deleted": gettext_lazy("Goal deleted"),
    "report.shared": gettext_lazy("Report shared"),
    "round.started": gettext_lazy("Round of others agreed to and started"),
    "round.returned": gettext_lazy("List of others sent back"),
    "round.taken_back": gettext_lazy("List of others taken back"),
    "round.link_withdrawn": gettext_lazy("Link of somebody who was asked taken back"),
    "round.given_up": gettext_lazy("Round of others ended and deleted"),
    "round.published": gettext_lazy("Results of a round of others published"),
    "round.asked_again": gettext_lazy("Goal named that others are asked about again"),
    "round.not_asked_again": gettext_lazy("Decided not to ask others again"),
    "round.pulse_published": gettext_lazy("What others say of a goal published"),
    "share.withdrawn": gettext_lazy("Sharing of a report taken back"),
}
# Of these an organisation sees that they were done, and not to what: it belongs to one person.
WITHOUT_SUBJECT: Final = frozenset({"report.exported", "person.exported"})

SHOWN: Final[Words] = {act: words for group in GROUPS for act, words in group.acts.items()}
ACTS: Final[Words] = {**SHOWN, **OWN}


def act_words(act: str) -> str:
    return str(ACTS.get(act, act))
