"""企业: ranking, heatmap and profile of the pilot enterprises."""

from pages.ui.level import entity_page
from pages.ui.shared import only_for

only_for(__file__)
entity_page("enterprise", "企业", ("town", "industry", "ownership"))
