"""Small pictures as papers print them."""

import io

from PIL import Image

from metrics.reports.model import PaperPhoto


def paper_photo(caption, colour=(40, 90, 160), size=(60, 40)):
    """A JPEG of one colour with a caption."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return PaperPhoto(made.getvalue(), caption)
