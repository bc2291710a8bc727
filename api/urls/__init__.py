"""Addresses of the API (`v1`), and of its pages: an organisation's under `people`, one's own under `own`."""
