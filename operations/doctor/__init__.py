"""What stands in the way of the service, and what to do about it: one look after the other, none of which stops the next."""
