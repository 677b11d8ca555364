"""What a framework may not say: dangling names, formulas that cannot be computed, weight on paperwork."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from metrics.framework.model import (
    CREDIT_BASES,
    FORMULA_LEVELS,
    WINDOWS,
    ColumnSpec,
    Framework,
    FrameworkError,
    LedgerMeasure,
    MeasureSpec,
)

FILE = "visible.toml"
COLUMN_TYPES = {"code", "text", "enum", "bool", "int", "decimal", "date", "reference"}
#: What a text may have to look like.
FORMS = {"", "credit_code", "post"}


def check_framework(framework: Framework) -> None:
    """Refuse a framework that cannot be scored or that judges grass-roots work by its paperwork.

    Raises:
        FrameworkError: the first broken rule, naming file, table and key.
    """
    for problem in _problems(framework):
        raise problem


def _problems(framework: Framework) -> Iterator[FrameworkError]:
    yield from _ledgers(framework)
    yield from _vocabularies(framework)
    yield from _units(framework)
    yield from _window(framework)
    yield from _tree(framework)
    for measure in framework.measures:
        yield from _measure(framework, measure)
    yield from _grades(framework)
    yield from _facts(framework)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _ledgers(framework: Framework) -> Iterator[FrameworkError]:
    for ledger in framework.ledgers.values():
        file = f"{ledger.code} 台账"
        for header in _twice(column.header for column in ledger.columns) + _twice(
            c.id for c in ledger.columns
        ):
            yield FrameworkError(file, "column", header, "出现了两次")
        for key in ("key", "date", "name_field"):
            field = getattr(ledger, key)
            if field and field not in ledger.by_id:
                yield FrameworkError(file, "顶层", key, f"没有“{field}”这一列")
        for field in (*ledger.known_as, *(name for group in ledger.unique for name in group.split())):
            if field not in ledger.by_id:
                yield FrameworkError(file, "顶层", "known_as、unique", f"没有“{field}”这一列")
        yield from _since(framework, file, "顶层", ledger.since)
        if ledger.kind not in ("register", "flow"):
            yield FrameworkError(file, "顶层", "kind", f"“{ledger.kind}”应为 register 或 flow")
        for column in ledger.columns:
            yield from _column(framework, ledger.code, file, column)


def _column(framework: Framework, code: str, file: str, column: ColumnSpec) -> Iterator[FrameworkError]:
    fields = framework.ledgers[code].by_id
    yield from _since(framework, file, f"column {column.id}", column.since)
    if column.form not in FORMS:
        yield FrameworkError(file, f"column {column.id}", "form", f"没有“{column.form}”这种写法")
    if column.type not in COLUMN_TYPES:
        yield FrameworkError(file, f"column {column.id}", "type", f"“{column.type}”不是列类型")
    if column.vocabulary and column.vocabulary not in framework.vocabularies:
        yield FrameworkError(file, f"column {column.id}", "vocabulary", f"没有词表“{column.vocabulary}”")
    if column.type == "enum" and not (column.vocabulary or column.choices):
        yield FrameworkError(file, f"column {column.id}", "choices", "枚举列要给出 choices 或 vocabulary")
    if column.refers and column.refers not in {"unit", *framework.ledgers}:
        yield FrameworkError(file, f"column {column.id}", "refers", f"没有台账“{column.refers}”")
    for key in ("at_most", "not_before", "needs"):
        if getattr(column, key) and getattr(column, key) not in fields:
            yield FrameworkError(file, f"column {column.id}", key, f"没有“{getattr(column, key)}”这一列")
    for other in column.required_when:
        if other not in fields:
            yield FrameworkError(file, f"column {column.id}", "required_when", f"没有“{other}”这一列")


def _since(framework: Framework, file: str, table: str, since: str) -> Iterator[FrameworkError]:
    if since and since not in framework.templates:
        yield FrameworkError(file, table, "since", f"templates.toml 里没有“{since}”这一版")


def _vocabularies(framework: Framework) -> Iterator[FrameworkError]:
    """A word that a county adds is not one that is there already: rows would name either."""
    for vocabulary in framework.vocabularies.values():
        for key in ("code", "name"):
            for word in _twice(getattr(term, key) for term in vocabulary.terms):
                yield FrameworkError(f"{vocabulary.id}.csv", word, key, "出现了两次")


def _units(framework: Framework) -> Iterator[FrameworkError]:
    for code in _twice(unit.code for unit in framework.units):
        yield FrameworkError("units.csv", code, "code", "出现了两次")
    for unit in framework.units:
        for ledger in unit.ledgers:
            if ledger not in framework.ledgers:
                yield FrameworkError("units.csv", unit.code, "ledgers", f"没有台账“{ledger}”")


def _tree(framework: Framework) -> Iterator[FrameworkError]:
    ids = [node.id for node in framework.nodes] + [measure.id for measure in framework.measures]
    for name in _twice(ids):
        yield FrameworkError(FILE, "node", name, "编号出现了两次")
    roots = [node.id for node in framework.nodes if node.parent is None]
    if len(roots) != 1:
        yield FrameworkError(FILE, "node", "parent", f"应当只有一个没有上级的节点，现有 {len(roots)} 个")
    nodes = {node.id for node in framework.nodes}
    for part in framework.parts:
        if part.parent is not None and part.parent not in nodes:
            yield FrameworkError(FILE, f"{part.id}", "parent", f"没有上级“{part.parent}”")
        if part.weight < 0:
            yield FrameworkError(FILE, f"{part.id}", "weight", f"权重 {part.weight} 不能为负")


def _measure(framework: Framework, measure: MeasureSpec) -> Iterator[FrameworkError]:
    ledger, table = measure.ledger, f"measure {measure.id}"
    for code in ledger.source:
        if code not in framework.ledgers:
            yield FrameworkError(FILE, table, "source", f"没有台账“{code}”")
        elif not framework.ledgers[code].scored:
            yield FrameworkError(
                FILE,
                table,
                "source",
                f"{framework.ledgers[code].sheet}只展示、不计分（基层减负规定不得以会议、批示、发文评判工作）",
            )
        else:
            yield from _fields(framework, measure, code)
    yield from _actual(ledger, table)
    yield from _terms(ledger, table)
    for level in ledger.levels:
        if level not in FORMULA_LEVELS:
            yield FrameworkError(FILE, table, "levels", f"“{level}”应为 {'、'.join(FORMULA_LEVELS)} 之一")
        elif ledger.full_score.get(level, 0) <= 0 and not ledger.mean_at(level):
            yield FrameworkError(FILE, table, f"full_score.{level}", "要有一个大于 0 的满分值")
        elif level not in ledger.units:
            yield FrameworkError(FILE, table, f"units.{level}", "要写明计量单位")


def _actual(ledger: LedgerMeasure, table: str) -> Iterator[FrameworkError]:
    """What is counted towards a target may only come from the measure's own sources, which are checked."""
    for word, rule in ledger.options.get("actual", {}).items():
        for code in sorted(set(rule.get("source", ())) - set(ledger.source)):
            yield FrameworkError(FILE, table, f"actual {word}", f"来源 {code} 要写进 source")


def _terms(ledger: LedgerMeasure, table: str) -> Iterator[FrameworkError]:
    """A measure of credits has terms, of its own sources and levels, and an enterprise's target."""
    if ledger.of_credits and not ledger.term:
        yield FrameworkError(FILE, table, "term", "企业得分的指标至少要有一个 term")
    if ledger.of_credits and ledger.full_score.get("E", 0) <= 0:
        yield FrameworkError(FILE, table, "full_score.E", "要有一个大于 0 的满分值（企业的目标）")
    for term in ledger.term:
        if term.source not in ledger.source:
            yield FrameworkError(FILE, table, f"term {term.value}", f"来源 {term.source} 要写进 source")
        for level in set(term.levels) - set(FORMULA_LEVELS):
            yield FrameworkError(FILE, table, f"term {term.value}", f"没有层级“{level}”")
    for level in ledger.levels:
        if ledger.of_credits and level != "E" and ledger.per.get(level, "") not in CREDIT_BASES:
            known = "、".join(CREDIT_BASES)
            yield FrameworkError(FILE, table, f"per.{level}", f"应为 {known} 之一")


def _window(framework: Framework) -> Iterator[FrameworkError]:
    if framework.window not in WINDOWS:
        yield FrameworkError(FILE, "顶层", "window", f"“{framework.window}”应为 {'、'.join(WINDOWS)} 之一")
    for key in ("unit", "brand"):
        if not 0 < getattr(framework.duty, key) <= 1:
            yield FrameworkError(FILE, "duty", key, "责任面应大于 0、不超过 1（占名册企业的份额）")
    for code, number in framework.duty.own.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or number <= 0:
            yield FrameworkError(FILE, "duty", f"own.{code}", "责任面应是大于 0 的企业家数")


def _fields(framework: Framework, measure: MeasureSpec, code: str) -> Iterator[FrameworkError]:
    columns = framework.ledgers[code].by_id
    table = f"measure {measure.id}"
    used = _used(measure.ledger)
    for name in used:
        if name in columns and columns[name].evidence:
            yield FrameworkError(FILE, table, name, "佐证材料只作参考，不得计分")
    everywhere = set().union(
        *(framework.ledgers[c].by_id for c in measure.ledger.source if c in framework.ledgers)
    )
    for name in sorted(used - everywhere):
        yield FrameworkError(FILE, table, name, f"{'、'.join(measure.ledger.source)} 没有这一列")


def _used(ledger: LedgerMeasure) -> set[str]:
    counted = ledger.options.get("actual", {}).values()
    return {
        *ledger.columns,
        *(ledger.options[name] for name in ("minus", "due") if name in ledger.options),
        *_filter_fields(ledger.filter),
        *_filter_fields(ledger.options.get("of", {})),
        *(name for term in ledger.term for name in (*term.columns, *_filter_fields(term.filter))),
        *(term.options[name] for term in ledger.term for name in ("minus",) if name in term.options),
        *(rule["column"] for rule in counted if "column" in rule),
        *(name for rule in counted for name in _filter_fields(rule.get("filter", {}))),
    }


def _filter_fields(rule: Mapping[str, Any]) -> set[str]:
    nested = [_filter_fields(part) for part in rule.get("any", ())]
    return {key for key in rule if key != "any"}.union(*nested)


def _grades(framework: Framework) -> Iterator[FrameworkError]:
    steps = [grade.at_least for grade in framework.grades]
    if steps != sorted(steps, reverse=True) or steps[-1] > 0:
        yield FrameworkError(FILE, "grade", "at_least", "等级应从高到低排列，最后一级从 0 分起")


def _facts(framework: Framework) -> Iterator[FrameworkError]:
    for fact in framework.facts:
        if fact.ledger == "submissions":
            continue
        if fact.ledger not in framework.ledgers:
            yield FrameworkError("facts.toml", f"fact {fact.id}", "ledger", f"没有台账“{fact.ledger}”")
            continue
        names = (
            _filter_fields(fact.filter) | _filter_fields(fact.of) | ({fact.column} if fact.column else set())
        )
        for name in sorted(names - set(framework.ledgers[fact.ledger].by_id)):
            yield FrameworkError("facts.toml", f"fact {fact.id}", name, f"{fact.ledger} 没有这一列")
