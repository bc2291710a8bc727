"""Addresses of question banks, for those who keep them, and of the learning library, for every member."""
