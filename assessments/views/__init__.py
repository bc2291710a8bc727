"""Pages: home and the questionnaire, and the campaigns that HR leads run."""
