"""Pages about one's own account, and those of looking after people."""
