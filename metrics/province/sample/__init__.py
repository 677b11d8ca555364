"""A sample province: counties made of a few sample counties' rows by a seed, and the packages they hand up.

Everything of it is invented, names and codes (99…) as well. Each county hands up by the same functions as a
real one.
"""

from metrics.province.sample.building import COLLECTING, MAKING, PLAN, build_province
from metrics.province.sample.counties import MadeCounty, planted, sample_counties
from metrics.province.sample.rows import SampleRows, moved_rows, renamed_package, with_scores

__all__ = [
    "COLLECTING",
    "MAKING",
    "PLAN",
    "MadeCounty",
    "SampleRows",
    "build_province",
    "moved_rows",
    "planted",
    "renamed_package",
    "sample_counties",
    "with_scores",
]
