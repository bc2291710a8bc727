"""What tells one state of a report from every other, as it is stored.

Each download of a ready PDF asks for it, to be never older than what it shows. Plain SQL, because building the queries anew took
Django more than answering them; and `*`, so that a column that is added later counts without being named.
"""

from django.db import connection

from assessments.models import Assessment

# Each change of an answer is a new moment, so its newest one and the number of answers tell all of them.
_WHOLE = """
SELECT assessment.*, overall.*, organisation.*, campaign.*,
(SELECT COUNT(*) FROM assessments_answer WHERE assessment_id = assessment.id),
(SELECT MAX(saved_at) FROM assessments_answer WHERE assessment_id = assessment.id)
FROM assessments_assessment assessment
JOIN assessments_overallscore overall ON overall.assessment_id = assessment.id
JOIN accounts_membership member ON member.id = assessment.member_id
JOIN accounts_organisation organisation ON organisation.id = member.organisation_id
LEFT JOIN assessments_campaign campaign ON campaign.id = assessment.campaign_id
WHERE assessment.id = %s
"""
_NOTES = "SELECT * FROM assessments_evidencenote WHERE assessment_id = %s ORDER BY id"
_SCORES = "SELECT * FROM assessments_themescore WHERE assessment_id = %s ORDER BY id"


def stored_facts(assessment: Assessment) -> list[object]:
    """Return all of a finished assessment that a report shows, but for the plan and the person's name (three queries)."""
    facts: list[object] = []
    with connection.cursor() as cursor:
        for sql in (_WHOLE, _NOTES, _SCORES):
            cursor.execute(sql, [assessment.pk])
            facts.append(cursor.fetchall())
    return facts
