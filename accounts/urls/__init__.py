"""Addresses of one's account (`account`) and of looking after people (`people`)."""
