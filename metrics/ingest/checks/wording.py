"""What a column expects, in words."""

from metrics.framework import ColumnSpec, Framework
from metrics.ingest.find import Scope
from metrics.ingest.values import allowed_words

_LISTED = 12
_FORMS = {
    "credit_code": "18 位统一社会信用代码（数字和大写字母，没有 I、O、S、V、Z，第 18 位是校验位）",
    "post": "岗位，不含姓名和电话号码",
}
_FIXED = {"bool": "是 或 否", "code": "系统给的编号，或留空"}


def expected(spec: ColumnSpec, scope: Scope) -> str:
    """One phrase saying what belongs into a cell of a column."""
    if spec.type in ("int", "decimal"):
        return _number(spec)
    if spec.type == "enum":
        words = allowed_words(scope.framework, spec, scope.period)
        return "、".join(words[:_LISTED]) + (f" 等 {len(words)} 项" if len(words) > _LISTED else "")
    if spec.type == "date":
        return _date(spec, scope)
    if spec.type == "text" and spec.form:
        return _FORMS[spec.form]
    if spec.type == "text":
        return f"不超过 {spec.max_length} 个字" if spec.max_length else "文字"
    return _FIXED[spec.type] if spec.type in _FIXED else _reference(spec, scope)


def plain(number: float) -> str:
    """A limit without a needless fraction."""
    return f"{number:.0f}" if float(number).is_integer() else f"{number:.6f}".rstrip("0").rstrip(".")


def _number(spec: ColumnSpec) -> str:
    kind = "整数" if spec.type == "int" else "数字"
    unit = f"（{spec.unit}）" if spec.unit and "见" not in spec.unit else ""
    low, high = spec.minimum, spec.maximum
    if low is not None and high is not None:
        return f"{plain(low)} 到 {plain(high)} 的{kind}{unit}"
    if low is not None:
        return f"不小于 {plain(low)} 的{kind}{unit}"
    return f"不大于 {plain(high)} 的{kind}{unit}" if high is not None else f"{kind}{unit}"


def _date(spec: ColumnSpec, scope: Scope) -> str:
    if spec.within_period and scope.period is not None:
        return f"{scope.period.start} 至 {scope.period.end} 之间的日期"
    return "日期，如 2023-06-15"


def _reference(spec: ColumnSpec, scope: Scope) -> str:
    if spec.refers == "unit":
        return _unit(spec, scope.framework)
    ledger = scope.framework.ledgers[spec.refers]
    return f"{ledger.sheet}里的编号或名称，如 {spec.example}"


def _unit(spec: ColumnSpec, framework: Framework) -> str:
    """A member unit, the column's example among those of the county in force."""
    named = framework.unit.get(spec.example) or next(iter(framework.units), None)
    return f"成员单位的名称，如 {named.code} {named.name}" if named else "成员单位的名称"
