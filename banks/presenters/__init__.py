"""What this app's pages show: banks and their differences, and the learning library."""

from banks.presenters.banks import Group, Line, comparison, contents

__all__ = ["Group", "Line", "comparison", "contents"]
