"""HTTP in, HTTP out: the manager's report, and published results."""
