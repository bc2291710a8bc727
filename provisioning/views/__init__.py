"""What a directory asks (`scim`), and the pages of whoever connects it (`pages`)."""
