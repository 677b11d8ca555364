"""The one button on a chart: a picture of it, with Chinese words and a Chinese file name."""

from metrics.host import plots


def config(name: str) -> dict[str, object]:
    """Plotly settings: only the camera, twice the size, Chinese words and file name."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"scale": 2, "format": "png", "filename": name},
        "locale": "zh-CN",
        "locales": {"zh-CN": {"dictionary": plots.CAMERA_WORDS, "format": {}}},
    }
