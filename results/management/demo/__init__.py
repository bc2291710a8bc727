"""The made-up council of `manage.py seed_demo`: `script` says what it is like, `council` and `people` make it."""
