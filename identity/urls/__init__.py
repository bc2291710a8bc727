"""Addresses of second steps: one's own under `own`, an organisation's under `people`."""
