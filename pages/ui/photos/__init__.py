"""Photos of a submission's rows where people work with them: looked at, ticked, removed, added."""

from pages.ui.photos.submission import draw_photos

__all__ = ["draw_photos"]
