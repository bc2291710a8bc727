"""Pages of an organisation's rule and provider, of signing in through one, and help for who has lost a second step."""
