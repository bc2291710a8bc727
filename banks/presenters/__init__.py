"""What this app's pages show: banks and their differences, and the learning library."""

from banks.presenters.banks import DifferenceGroup, DifferenceLine, comparison, contents

__all__ = ["DifferenceGroup", "DifferenceLine", "comparison", "contents"]
