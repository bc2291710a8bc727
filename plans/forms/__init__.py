"""What the pages of plans, of action learning sets and of sharing are sent."""
