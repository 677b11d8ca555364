"""A browser, and servers for it."""

from tests.kit.browser import chromium, open_page, server

__all__ = ["chromium", "open_page", "server"]
