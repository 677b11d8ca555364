"""Tables without figures, for pages, reports and the command line."""

from metrics.tables import whatif
from metrics.tables.alike import ALIKE, SAME, AlikePair, alike_pairs
from metrics.tables.change_tables import change_table, moved_rows
from metrics.tables.checkups import (
    advice,
    checkup_lines,
    price_table,
    spread_table,
    tried_table,
    way_table,
)
from metrics.tables.courses import three_way, three_ways_words
from metrics.tables.decisions import Decision, course_words, late_reports, town_behind, worst_item
from metrics.tables.entities import (
    ATTRIBUTES,
    Card,
    cards,
    choices,
    definition,
    entity_table,
    evidence_table,
    matching,
    measure_table,
    with_moves,
)
from metrics.tables.find import activities_like, activities_table, entities_like
from metrics.tables.framework_effect import named_effect, spread_effect, usual_three
from metrics.tables.framework_numbers import TARGETS, changed, left_as_it_was, number_table
from metrics.tables.helpers import deed_table, helpers_words, organisation_table, team_table
from metrics.tables.missing import missing_by_town, missing_list, missing_words, sides_words, standings
from metrics.tables.published import beside_now
from metrics.tables.ranking import ranking_table
from metrics.tables.sights import CHOICES, MOST_STOPS, card_lines, chosen_sights, sight_id, sight_table
from metrics.tables.views import gap_words, grade_words, level_name, ordered, points, unit_of
from metrics.tables.whatif import EXPLAINED, NORMALISATIONS, effect_table, rank_bands
from metrics.tables.worklist import (
    EMPTY,
    OVERDUE,
    aspect_matrix,
    brand_table,
    list_words,
    matrix_words,
    project_table,
    searched,
    unit_names,
    with_state,
)

__all__ = [
    "ALIKE",
    "ATTRIBUTES",
    "CHOICES",
    "EMPTY",
    "EXPLAINED",
    "MOST_STOPS",
    "NORMALISATIONS",
    "OVERDUE",
    "SAME",
    "TARGETS",
    "AlikePair",
    "Card",
    "Decision",
    "activities_like",
    "activities_table",
    "advice",
    "alike_pairs",
    "aspect_matrix",
    "beside_now",
    "brand_table",
    "card_lines",
    "cards",
    "change_table",
    "changed",
    "checkup_lines",
    "choices",
    "chosen_sights",
    "course_words",
    "deed_table",
    "definition",
    "effect_table",
    "entities_like",
    "entity_table",
    "evidence_table",
    "gap_words",
    "grade_words",
    "helpers_words",
    "late_reports",
    "left_as_it_was",
    "level_name",
    "list_words",
    "matching",
    "matrix_words",
    "measure_table",
    "missing_by_town",
    "missing_list",
    "missing_words",
    "moved_rows",
    "named_effect",
    "number_table",
    "ordered",
    "organisation_table",
    "points",
    "price_table",
    "project_table",
    "rank_bands",
    "ranking_table",
    "searched",
    "sides_words",
    "sight_id",
    "sight_table",
    "spread_effect",
    "spread_table",
    "standings",
    "team_table",
    "three_way",
    "three_ways_words",
    "town_behind",
    "tried_table",
    "unit_names",
    "unit_of",
    "usual_three",
    "way_table",
    "whatif",
    "with_moves",
    "with_state",
    "worst_item",
]
