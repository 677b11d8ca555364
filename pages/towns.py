"""乡镇街道: ranking, map, heatmap, comparison and profile of the towns."""

from pages.ui.level import entity_page
from pages.ui.shared import only_for

only_for(__file__)
entity_page("town", "乡镇街道", ())
