"""What is submitted about rounds: their people and days, an organisation's rule, and a rater's answers."""
