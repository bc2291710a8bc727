"""Measured performance: the service beside a bare Django project, in the same run on the same machine."""
