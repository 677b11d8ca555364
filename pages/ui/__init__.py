"""Rooms of what pages draw: each is used through its `__init__`, `shared` by all."""
