"""What programs may ask, a module a kind of thing; `api` joins them."""
