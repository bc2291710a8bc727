"""How a database is copied as it is at one moment, and how a copy takes its place."""

# Nobody enters anything before there is an organisation, a person or a bank.
TELLING = ("accounts_organisation", "accounts_user", "banks_questionbank")
