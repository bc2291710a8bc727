"""What pages send: of a questionnaire, and of a campaign."""
