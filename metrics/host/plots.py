"""Plotly's inside: its program file, the words on a chart's button; and the page in which Kaleido draws."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

#: Words of the one button, the camera, which Plotly looks up by the English ones.
CAMERA_WORDS = {
    "Download plot as a PNG": "保存为图片",
    "Download plot as a png": "保存为图片",
    "Taking snapshot - this may take a few seconds": "正在生成图片…",
    "Snapshot succeeded": "图片已保存",
    "Sorry, there was a problem downloading your snapshot!": "图片没有保存成功",
}
#: plotly.js in the package plotly, and Kaleido's script in the package kaleido.
PLOTLY_FILE, KALEIDO_FILE = "package_data/plotly.min.js", "vendor/kaleido_scopes.js"
#: What the script offers and the elements of a page it looks for.
SCOPE, IMAGE_ID, STYLE_ID = "kaleido_scopes", "kaleido-image", "head-style"
#: It reports every browser that ends as a warning.
DRIVER_LOG = "choreographer"
#: A proxy that is not there: nothing the browser asks for ever leaves the machine.
NO_PROXY = "http://127.0.0.1:9"

# Fonts are ours, so that texts are measured with the glyphs they are printed with. Plotly names its clip
# paths at random: a fixed seed gives the same file.
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><style id="{style}"></style><style>{faces}</style>
<script src="{plotly}" charset="utf-8"></script><script src="{kaleido}"></script>
<script>
const draw = {scope}.plotly;
const seeded = () => {{
  let state = 7;
  Math.random = () => (state = state * 16807 % 2147483647) / 2147483647;
}};
const fonts = () => Promise.all({weights}.map(w => document.fonts.load(w + ' 16px "{family}"', '字a')));
{scope}.plotly = (...given) => fonts().then(() => {{ seeded(); return draw(...given); }});
</script></head><body style="margin:0"><img id="{image}"></body></html>
"""


def drawing_page(family: str, files: Mapping[int, Path]) -> str:
    """The page in which Kaleido draws figures.

    Args:
        family: name of the font figures are drawn in.
        files: its files by weight.
    """
    face = "@font-face{{font-family:'{}';font-weight:{};src:url('{}')}}"
    return _PAGE.format(
        faces="".join(face.format(family, weight, file.as_uri()) for weight, file in files.items()),
        plotly=beside("plotly", PLOTLY_FILE).as_uri(),
        kaleido=beside("kaleido", KALEIDO_FILE).as_uri(),
        weights=json.dumps(sorted(files)),
        family=family,
        scope=SCOPE,
        style=STYLE_ID,
        image=IMAGE_ID,
    )


def driver_options(profile: Path) -> dict[str, str]:
    """Options of the program that drives the browser: an empty profile of its own, and no way out."""
    return {"tmp_dir": str(profile), "proxy_server": NO_PROXY}


def beside(package: str, name: str) -> Path:
    """A file in an installed package, which is not imported for it.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent / name
