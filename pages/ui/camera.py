"""The one button on a chart: a picture of it, with Chinese words and a Chinese file name."""

_WORDS = {
    "Download plot as a PNG": "保存为图片",
    "Download plot as a png": "保存为图片",
    "Taking snapshot - this may take a few seconds": "正在生成图片…",
    "Snapshot succeeded": "图片已保存",
    "Sorry, there was a problem downloading your snapshot!": "图片没有保存成功",
}


def config(name: str) -> dict[str, object]:
    """Plotly settings: only the camera, twice the size, Chinese words and file name."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"scale": 2, "format": "png", "filename": name},
        "locale": "zh-CN",
        "locales": {"zh-CN": {"dictionary": _WORDS, "format": {}}},
    }
