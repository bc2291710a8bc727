"""A bare Django project, the unit in which the service's speed is told."""
