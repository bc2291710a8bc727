"""What reports say, as frozen dataclasses: one of them feeds the page, the PDF and the exports alike."""
