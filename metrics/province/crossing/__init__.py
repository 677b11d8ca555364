"""What only somebody who sees several counties can find, and what was ruled about it."""

from metrics.province.crossing.crossing import CountyRow, CrossFinding, crossing
from metrics.province.crossing.rulings import ProvinceRuling, province_rulings, rule, ruling_words

__all__ = [
    "CountyRow",
    "CrossFinding",
    "ProvinceRuling",
    "crossing",
    "province_rulings",
    "rule",
    "ruling_words",
]
