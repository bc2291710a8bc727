"""Pages of rounds: for whose round it is, for those who look after it, and for those who are asked."""
