"""Runs mypy and holds its errors per file against mypy_ratchet.txt, which only ever shrinks.

python .ci/mypy.py            exit 1 where a file has more errors than it may, or fewer than the list says
python .ci/mypy.py --write    lower the list to what mypy finds; it raises and adds nothing
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
RATCHET = Path(__file__).with_name("mypy_ratchet.txt")
CHECKED = ("metrics", "pages", "dashboard.py", "benchmarks")
_ERROR = re.compile(r"^(?P<file>[^:\n]+\.py):\d+: error:", re.MULTILINE)
_ENDED = re.compile(r"^(Found \d+ errors? in|Success: no issues found in)", re.MULTILINE)


def errors_of(output: str) -> Counter[str]:
    """File → errors in what mypy printed. Raises SystemExit when mypy did not come to an end."""
    if not _ENDED.search(output):
        raise SystemExit(f"mypy 没有检查完：\n{output}")
    return Counter(match["file"].replace("\\", "/") for match in _ERROR.finditer(output))


def read_list(text: str) -> dict[str, int]:
    """File → errors it may have, from lines such as `12 metrics/store/store.py`."""
    lines = (line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#"))
    return {file: int(count) for count, file in lines}


def faults(found: Mapping[str, int], allowed: Mapping[str, int]) -> Iterator[str]:
    """One sentence for every file that has more errors than it may, or that may have more than it has."""
    for file in sorted({*found, *allowed}):
        now, may = found.get(file, 0), allowed.get(file, 0)
        if now > may:
            yield f"{file}：mypy 报 {now} 个错误，最多允许 {may} 个。请改正新增的错误。"
        elif now < may:
            yield f"{file}：只剩 {now} 个错误（名单写着 {may}）。请用 .ci/mypy.py --write 降低名单。"


def lowered(found: Mapping[str, int], allowed: Mapping[str, int]) -> dict[str, int]:
    """The list with every number lowered to what was found; a file without errors leaves it."""
    least = {file: min(found.get(file, 0), may) for file, may in allowed.items()}
    return {file: count for file, count in least.items() if count}


def written(allowed: Mapping[str, int]) -> str:
    """The text of the list."""
    head = [line for line in RATCHET.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    return "\n".join([*head, *(f"{allowed[file]} {file}" for file in sorted(allowed))]) + "\n"


def main(arguments: list[str]) -> int:
    """Run mypy once and compare; the exit code."""
    command = [sys.executable, "-m", "mypy", "--no-pretty", "--no-color-output", *CHECKED]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)  # noqa: S603
    output = done.stdout + done.stderr
    found, allowed = errors_of(output), read_list(RATCHET.read_text(encoding="utf-8"))
    if arguments == ["--write"]:
        allowed = lowered(found, allowed)
        RATCHET.write_text(written(allowed), encoding="utf-8")
    wrong = list(faults(found, allowed))
    worse = [file for file in found if found[file] > allowed.get(file, 0)]
    shown = [line for line in output.splitlines() if line.split(":")[0].replace("\\", "/") in worse]
    if wrong:
        print(*shown, *wrong, sep="\n", file=sys.stderr)
        return 1
    print(f"mypy：{sum(found.values())} 个旧错误，没有新增。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
