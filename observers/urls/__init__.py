"""Addresses of rounds: for those who sign in, and for those who have a link."""
