"""Wording: what the office says to units, without storage or figures."""
