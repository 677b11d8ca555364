"""Score books with gaps."""

from tests.kit.score_books import book, books, framework

__all__ = ["book", "books", "framework"]
