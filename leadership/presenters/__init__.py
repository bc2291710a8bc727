"""What this app's pages show: banks and their differences, and the learning library."""

from leadership.presenters.banks import Group, Line, comparison, contents

__all__ = ["Group", "Line", "comparison", "contents"]
