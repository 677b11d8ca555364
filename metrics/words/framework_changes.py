"""What differs between two versions of a framework, as people read it."""

from metrics.framework import Framework
from metrics.framework.editing import difference_words, differing, place_name


def difference_rows(before: Framework, after: Framework) -> list[tuple[str, str, str]]:
    """What differs between two versions: the place in words, what stood there, what stands there now."""
    return [
        (place_name(after if old is None else before, place), difference_words(old), difference_words(new))
        for place, (old, new) in differing(before, after).items()
    ]


def difference_lines(before: Framework, after: Framework) -> list[str]:
    """The same, a line each."""
    return [f"{place}：{old} → {new}" for place, old, new in difference_rows(before, after)]
