"""What if weights, targets or means were others: the controls and what comes of them."""

from pages.ui.weights.assumptions import controls, current_scenario, remember_scenario
from pages.ui.weights.results import bands_view, compare_view, influence_view, saved_scenarios, shift_view

__all__ = [
    "bands_view",
    "compare_view",
    "controls",
    "current_scenario",
    "influence_view",
    "remember_scenario",
    "saved_scenarios",
    "shift_view",
]
