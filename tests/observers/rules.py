"""No rules at all, to see what the rules keep out."""

from observers.disclosure import RoundRules

NO_RULES = RoundRules(1, 1, 1, 1, 0)
