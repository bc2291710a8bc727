"""What the pages show, put together from what was read; all public names here."""

from assessments.presenters.attributes import (
    BreakdownConcern,
    breakdown_concerns,
    concerns_before_closing,
)
from assessments.presenters.campaigns import (
    CampaignState,
    audience_words,
    campaign_history,
    delivery_lines,
    mail_words,
    overview_words,
    parts_words,
    sent_words,
    state_of,
)
from assessments.presenters.check import (
    Check,
    check,
)
from assessments.presenters.following import (
    CampaignLine,
    FollowedCampaigns,
    followed_campaigns,
    followed_file,
    followed_file_about,
    least_finished_first,
    team_responses,
    total_response,
)
from assessments.presenters.home import (
    Begun,
    Done,
    Home,
    home,
    title_of,
)
from assessments.presenters.mail_preview import KINDS as MAIL_KINDS
from assessments.presenters.mail_preview import MailPreview, mail_previews
from assessments.presenters.questionnaire import (
    PageLink,
    PagePosition,
    Progress,
    address,
    page_links,
    part_progress,
    position_of,
    progress,
    progress_with,
)
from assessments.presenters.readiness import (
    OwnReadiness,
    OwnSide,
    OwnSpectrum,
    readiness_so_far,
    readiness_view,
)
from assessments.presenters.repeats import NextCampaign, next_campaign, repeat_words
from assessments.presenters.tips import Tips

__all__ = [
    "MAIL_KINDS",
    "Begun",
    "BreakdownConcern",
    "CampaignLine",
    "CampaignState",
    "Check",
    "Done",
    "FollowedCampaigns",
    "Home",
    "MailPreview",
    "NextCampaign",
    "OwnReadiness",
    "OwnSide",
    "OwnSpectrum",
    "PageLink",
    "PagePosition",
    "Progress",
    "Tips",
    "address",
    "audience_words",
    "breakdown_concerns",
    "campaign_history",
    "check",
    "concerns_before_closing",
    "delivery_lines",
    "followed_campaigns",
    "followed_file",
    "followed_file_about",
    "home",
    "least_finished_first",
    "mail_previews",
    "mail_words",
    "next_campaign",
    "overview_words",
    "page_links",
    "part_progress",
    "parts_words",
    "position_of",
    "progress",
    "progress_with",
    "readiness_so_far",
    "readiness_view",
    "repeat_words",
    "sent_words",
    "state_of",
    "team_responses",
    "title_of",
    "total_response",
]
