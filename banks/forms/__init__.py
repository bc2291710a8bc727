"""What the pages on which banks are kept are sent."""
