"""Packages that only a province installs (deploy/requirements-province.txt)."""

import importlib
from typing import Any

from metrics.province.errors import ProvinceError


def optional(package: str, what_for: str, instead: str = "") -> Any:  # noqa: ANN401 - whichever it is
    """A package that may be missing.

    Args:
        package: its name.
        what_for: what needs it, in Chinese.
        instead: what to do without it, in Chinese.

    Raises:
        ProvinceError: it is not installed; says how to get it.
    """
    try:
        return importlib.import_module(package)
    except ImportError as error:
        advice = f"请执行 pip install -r deploy/requirements-province.txt{instead and f'，{instead}'}。"
        raise ProvinceError(f"这台机器没有装{what_for}的组件。{advice}") from error
