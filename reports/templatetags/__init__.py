"""Filters of report templates."""
