"""Settings of the yardstick's application server: as the service's, but for what reads the service's settings."""

# One socket a user: two servers on one machine would take it from each other.
control_socket_disable = True
