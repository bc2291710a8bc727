"""What stops a command of this app, in a line for whoever runs it."""


class OperationsError(Exception):
    """A backup cannot be made or restored; the words say why and, where it helps, what to do."""
