"""Pages: the plan and its goals, action learning sets, and sharing a report."""
