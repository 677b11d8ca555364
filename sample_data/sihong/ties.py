"""Which brand stands behind a row: one that really went to the enterprise and that the unit could name."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from sample_data.sihong.county import Row, SampleCounty, pick


class Ties:
    """Who goes to whom, learnt from the activities.

    Args:
        county: the lasting parts.
        activities: rows of L05.
    """

    def __init__(self, county: SampleCounty, activities: Iterable[Row]) -> None:
        self.county = county
        self.visits: dict[str, Counter[str]] = defaultdict(Counter)
        self.guests: dict[str, Counter[str]] = defaultdict(Counter)
        for row in activities:
            if row["enterprise_code"]:
                self.visits[row["enterprise_code"]][row["brand_code"]] += 1
                self.guests[row["brand_code"]][row["enterprise_code"]] += 1

    def brand(
        self,
        draw: np.random.Generator,
        unit: str,
        quarter: str,
        enterprise: str | None,
        often: float = 0.85,
    ) -> str | None:
        """A brand for a row, or none: one of the unit's own one time in three, else a visitor's."""
        if draw.random() > often:
            return None
        own = self.county.brands_of(unit)
        size = [self.guests[brand].total() + 0.5 for brand in own]
        known = {
            brand: times
            for brand, times in self.visits[enterprise or ""].items()
            if self.county.knows(unit, quarter, brand)
        }
        if not known or draw.random() < 0.34:
            return pick(draw, own, size)
        return pick(draw, list(known), [times + 0.5 for times in known.values()])

    def enterprise(
        self, draw: np.random.Generator, power: float = 1.6, suits: Callable[[Row], bool] = lambda _: True
    ) -> str:
        """An enterprise, the livelier the likelier."""
        fit = [suits(row) for row in self.county.enterprises]
        return pick(draw, self.county.enterprises, self.county.weights(power) * fit)["enterprise_code"]
