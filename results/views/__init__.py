"""Closing a campaign, the pages of its results, how they were protected, joined teams, and files."""
