"""Pages run by AppTest."""

from tests.kit.pages import demo, empty, empty_file, own_main, signed_in

__all__ = ["demo", "empty", "empty_file", "own_main", "signed_in"]
