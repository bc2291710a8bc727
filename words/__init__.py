"""What the service says to people, as catalogues for translators. For maintainers: nothing of the service imports it."""
