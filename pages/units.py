"""单位: what each member unit delivers across the 12 items, on its own targets."""

from pages.ui.level import entity_page
from pages.ui.shared import only_for

only_for(__file__)
entity_page("unit", "成员单位", ())
