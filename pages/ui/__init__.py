"""Thin drawing helpers that pages share."""
