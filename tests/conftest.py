"""Fixtures that tests of every app may use."""
