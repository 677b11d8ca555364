"""Photos of a submission's rows where people work with them: looked at, ticked, removed, added."""

from pages.ui.photos.adding import draw_adding
from pages.ui.photos.submission import draw_photos

__all__ = ["draw_adding", "draw_photos"]
