"""Settings of the application server, read from the folder it is started in."""

# One socket a user, named the same for every server of theirs: two services on one machine, or two
# benchmarks, would take it from each other. Nothing here asks it anything.
control_socket_disable = True
