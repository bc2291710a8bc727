"""What can happen to assessments and campaigns; one module a noun, all public names here."""

from assessments.actions.answering import (
    AlreadySubmittedError,
    AnswerChange,
    AnswerChanges,
    AssessmentError,
    CampaignNotOpenError,
    InvalidChangeError,
    SaveOutcome,
    save_answers,
    start_campaign_assessment,
    start_own_assessment,
)
from assessments.actions.attributes import follow_attribute
from assessments.actions.bulk import PersonAnswers, store_sittings
from assessments.actions.campaigns import (
    REMINDER_DAYS,
    CampaignError,
    CampaignPlan,
    MailWords,
    breakdowns_of,
    create_campaign,
    nobody_to_remind_words,
    nobody_words,
    not_open_words,
    remind_unfinished_people,
    run_campaign,
    short_list_words,
    smallest_group_words,
    taken_name_words,
)
from assessments.actions.changing import (
    PlannedChange,
    cancel_campaign,
    change_campaign,
    change_planned_campaign,
    opened_words,
    stop_showing_overview,
)
from assessments.actions.erasing import erase_assessments, hold_assessments_of
from assessments.actions.finishing import (
    delete_unfinished_assessment,
    reopen_assessment,
    submit_assessment,
)
from assessments.actions.mail_words import (
    change_mail_words,
    send_test_mail,
    template_of,
    words_of_mail,
)
from assessments.actions.messages import RemindedTeam, invite_new, queue_due_messages
from assessments.actions.news import set_campaign_news, tell_hr_leads, tell_published
from assessments.actions.precision import adopt_precision
from assessments.actions.repeats import (
    end_repeat,
    gone_words,
    imported_words,
    prepare_repeats,
    set_repeat,
    skip_repeat,
)
from assessments.actions.responses import Responses, ResponsesReport, import_responses
from assessments.actions.scores import score_rows, store_scores

__all__ = [
    "REMINDER_DAYS",
    "AlreadySubmittedError",
    "AnswerChange",
    "AnswerChanges",
    "AssessmentError",
    "CampaignError",
    "CampaignNotOpenError",
    "CampaignPlan",
    "InvalidChangeError",
    "MailWords",
    "PersonAnswers",
    "PlannedChange",
    "RemindedTeam",
    "Responses",
    "ResponsesReport",
    "SaveOutcome",
    "adopt_precision",
    "breakdowns_of",
    "cancel_campaign",
    "change_campaign",
    "change_mail_words",
    "change_planned_campaign",
    "create_campaign",
    "delete_unfinished_assessment",
    "end_repeat",
    "erase_assessments",
    "follow_attribute",
    "gone_words",
    "hold_assessments_of",
    "import_responses",
    "imported_words",
    "invite_new",
    "nobody_to_remind_words",
    "nobody_words",
    "not_open_words",
    "opened_words",
    "prepare_repeats",
    "queue_due_messages",
    "remind_unfinished_people",
    "reopen_assessment",
    "run_campaign",
    "save_answers",
    "score_rows",
    "send_test_mail",
    "set_campaign_news",
    "set_repeat",
    "short_list_words",
    "skip_repeat",
    "smallest_group_words",
    "start_campaign_assessment",
    "start_own_assessment",
    "stop_showing_overview",
    "store_scores",
    "store_sittings",
    "submit_assessment",
    "taken_name_words",
    "tell_hr_leads",
    "tell_published",
    "template_of",
    "words_of_mail",
]
