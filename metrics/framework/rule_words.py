"""A filter in words: columns by their headers."""

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.framework.model import Framework


def rule_words(framework: Framework, sources: Sequence[str], rule: Mapping[str, Any]) -> str:
    """What a filter lets through, e.g. 状态为在用，并且服务人次 ≥ 10; empty where it is everything.

    Args:
        framework: whose columns they are.
        sources: codes of the ledgers whose columns it names.
        rule: field → allowed values or `{min, max}`, and `any` with alternatives.
    """
    said = []
    for name, allowed in rule.items():
        if name == "any":
            said.append("或".join(rule_words(framework, sources, part) for part in allowed))
        elif isinstance(allowed, Mapping):
            ends = [("≥", allowed.get("min")), ("≤", allowed.get("max"))]
            limits = "、".join(f"{sign} {end:g}" for sign, end in ends if end is not None)
            said.append(f"{column_header(framework, sources, name)} {limits}")
        else:
            words = ("是" if word is True else "否" if word is False else str(word) for word in allowed)
            said.append(f"{column_header(framework, sources, name)}为{'、'.join(words)}")
    return "，并且".join(said)


def column_header(framework: Framework, sources: Sequence[str], field: str) -> str:
    """The header of a field in the first of some ledgers that has it, else in any; its id where none has."""
    codes = (*(code for code in sources if code in framework.ledgers), *framework.ledgers)
    specs = (framework.ledgers[code].by_id for code in codes)
    return next((spec[field].header for spec in specs if field in spec), field)
