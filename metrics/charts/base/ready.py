"""A figure that is finished."""

from typing import Any

import plotly.graph_objects as go


class Ready(go.Figure):
    """A figure that is shown again and again and changes no more: it is converted once.

    Converting is most of what showing a chart costs: plotly looks at every value of every list.
    """

    def __init__(self, figure: go.Figure) -> None:
        super().__init__(figure)
        self._converted: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain values, as of the first time; whoever gets them only reads them."""
        if self._converted is None:
            self._converted = super().to_dict()
        return self._converted
