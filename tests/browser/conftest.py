"""Opens pages in the browser that all tests of a worker share."""

from tests.kit.browser import open_page

__all__ = ["open_page"]
