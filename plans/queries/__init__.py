"""Reads of plans, of action learning sets and of shared reports; one module a noun, all public names here."""

from plans.queries.goals import (
    PlanFacts,
    WholeGoal,
    band_of,
    coming_reviews,
    goals_of,
    goals_of_member,
    history_of,
    last_number,
    open_goals,
    plan_facts,
    plans_of,
    reviews_due,
    whole_goal,
)

__all__ = [
    "PlanFacts",
    "WholeGoal",
    "band_of",
    "coming_reviews",
    "goals_of",
    "goals_of_member",
    "history_of",
    "last_number",
    "open_goals",
    "plan_facts",
    "plans_of",
    "reviews_due",
    "whole_goal",
]
