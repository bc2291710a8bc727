"""Nothing is stored here yet: a manager's report is drawn from the stored scores."""
