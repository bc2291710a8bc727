"""Addresses of SCIM (`scim`) and of the pages of whoever connects a directory (`people`)."""
