"""Forms of signing in and of looking after people."""
