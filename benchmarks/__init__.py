"""Measurements, each against a bare baseline of the same run."""
