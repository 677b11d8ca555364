"""行业: ranking, heatmap, comparison and profile of the industries."""

from pages.ui.level import entity_page
from pages.ui.shared import only_for

only_for(__file__)
entity_page("industry", "行业", ())
