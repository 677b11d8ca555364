"""Makes the fonts beside this file from the full ones; run by hand when the set of characters changes.

    python -m metrics.reports.print.fonts.make UNIHAN_OTHER_MAPPINGS NOTO_SANS NOTO_SERIF

UNIHAN_OTHER_MAPPINGS: Unicode's `Unihan_OtherMappings.txt`, whose key kTGH marks the 8,105 characters of
通用规范汉字表. NOTO_SANS, NOTO_SERIF: the unpacked npm packages `@expo-google-fonts/noto-sans-sc` and
`@expo-google-fonts/noto-serif-sc` (0.4.3). Needs fonttools, which nothing else in the project does.
"""

import itertools
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[3]
SUFFIXES = {".py", ".toml", ".csv", ".md", ".typ"}
#: Latin, Greek, Cyrillic, punctuation, currency, letterlike, numbers, arrows, operators, enclosed, boxes,
#: shapes, symbols, dingbats, CJK punctuation and enclosed, full-width forms.
BLOCKS = (
    *((0x20, 0x17F), (0x370, 0x45F), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x22FF)),
    *((0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x27BF), (0x3000, 0x303F)),
    *((0x3105, 0x312F), (0x3200, 0x33FF), (0xFE10, 0xFE1F), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)),
)
#: File, and whether it carries all of GBK: names fall back on the first where another lacks a character.
FONTS = (
    ("400Regular/NotoSansSC_400Regular.ttf", True),
    ("700Bold/NotoSansSC_700Bold.ttf", False),
    ("400Regular/NotoSerifSC_400Regular.ttf", False),
    ("900Black/NotoSerifSC_900Black.ttf", False),
)


def standard(mappings: Path) -> set[str]:
    """The characters of 通用规范汉字表."""
    lines = mappings.read_text(encoding="utf-8").splitlines()
    codes = (line.split("\t")[0].removeprefix("U+") for line in lines if "\tkTGH\t" in line)
    return {chr(int(code, base=16)) for code in codes}


def encoded(codec: str, first: range, second: range) -> set[str]:
    """Every two-byte character of a codec."""
    pairs = (bytes(pair).decode(codec, "ignore") for pair in itertools.product(first, second))
    return {pair for pair in pairs if len(pair) == 1}


def in_project() -> set[str]:
    """Every character that stands in the project's own files."""
    files = (path for path in PROJECT.rglob("*") if path.suffix in SUFFIXES and ".venv" not in path.parts)
    return set().union(*(path.read_text(encoding="utf-8", errors="ignore") for path in files))


def subset(font: Path, characters: set[str], out: Path) -> None:
    """One font reduced to characters; names and weights stay, hinting goes."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as wanted:
        wanted.write("".join(sorted(characters)))
        wanted.flush()
        command = [sys.executable, "-m", "fontTools.subset", str(font), f"--text-file={wanted.name}"]
        options = [f"--output-file={out}", "--no-hinting", "--name-IDs=*", "--layout-features=kern,mark"]
        subprocess.run([*command, *options], check=True)  # noqa: S603


def main(mappings: str, sans: str, serif: str) -> None:
    """Write the four fonts, their licences and the list of what they can print."""
    blocks = {chr(code) for first, last in BLOCKS for code in range(first, last + 1)}
    printable = {one for one in in_project() if one.isprintable()}
    high, low = range(0xA1, 0xFF), range(0xA1, 0xFF)
    common = standard(Path(mappings)) | encoded("gb2312", high, low) | blocks | printable
    everything = common | encoded("gbk", range(0x81, 0xFF), range(0x40, 0xFF))
    for name, widest in FONTS:
        package = Path(sans if "Sans" in name else serif)
        family, style = Path(name).stem.split("_")
        out = HERE / f"{family}-{style.lstrip('0123456789')}.ttf"
        subset(package / name, everything if widest else common, out)
        shutil.copyfile(package / "LICENSE_FONT", HERE / f"OFL-{family}.txt")
    sys.stdout.write(f"{len(common)} characters in all four, {len(everything)} asked of the widest\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
