"""Cell formats: like another but for the ground, and back again; what a file lacks is added."""

import re

import pytest

from metrics.ingest.patch import styles as module
from metrics.ingest.patch.styles import EMPTY, StylesXml
from metrics.ingest.patch.xmltext import UnpatchableError
from tests.kit.handmade_books import MAIN, STYLES


def formats(xml):
    return re.findall(r"<(?:\w+:)?xf [^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", xml.decode().split("cellXfs")[1])


def test_a_marked_format_differs_in_its_ground_only():
    styles = StylesXml(STYLES.encode())
    number = styles.marked(1, "error")
    old, new = (formats(styles.written())[n] for n in (1, number))
    plain = re.sub(r' applyFill="1"', "", new)
    assert sorted(re.sub(r'fillId="\d+"', 'fillId="0"', plain)) == sorted(old)
    assert styles.marked(1, "error") == number
    assert styles.marked(number, "error") == number or styles.ours == frozenset()


def test_what_is_written_can_be_read_and_undone():
    first = StylesXml(STYLES.encode())
    numbers = {severity: first.marked(2, severity) for severity in ("error", "confirm", "hint")}
    assert len(set(numbers.values())) == 3
    second = StylesXml(first.written())
    assert second.ours == frozenset(numbers.values())
    plain = {second.plain(number) for number in numbers.values()}
    assert len(plain) == 1
    assert second.plain(2) == 2
    assert second.marked(numbers["error"], "hint") == StylesXml(second.written()).marked(plain.pop(), "hint")


def test_nothing_asked_for_nothing_changed():
    assert StylesXml(STYLES.encode()).written() == STYLES.encode()


def test_white_letters_get_a_dark_ground_and_the_ground_below_is_kept():
    styles = StylesXml(STYLES.encode())
    number = styles.marked(3, "confirm")
    xml = styles.written().decode()
    assert '<fgColor rgb="FFBF9003"/><bgColor theme="4" tint="0.4"/>' in xml
    again = StylesXml(styles.written())
    back = formats(StylesXml(again.written()).written())[3]
    assert 'fillId="2"' in back
    assert again.plain(number) not in again.ours


@pytest.mark.parametrize(
    "xml",
    [
        EMPTY,
        f'<styleSheet xmlns="{MAIN}"></styleSheet>'.encode(),
        f'<styleSheet xmlns="{MAIN}"><fonts count="0"/><cellXfs/><dxfs count="0"/></styleSheet>'.encode(),
        f'<s:styleSheet xmlns:s="{MAIN}"><s:cellXfs><s:xf/></s:cellXfs></s:styleSheet>'.encode(),
    ],
    ids=["empty", "open", "empty sections", "prefix"],
)
def test_missing_sections_are_added_in_order(xml):
    styles = StylesXml(xml)
    number = styles.marked(0, "hint")
    names = re.findall(
        r"<(?:s:)?(fonts|fills|borders|cellStyleXfs|cellXfs|cellStyles|dxfs)\b", styles.written().decode()
    )
    order = ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"]
    assert names == [name for name in order if name in names]
    assert set(order[:6]) <= set(names)
    assert number == 1
    assert StylesXml(styles.written()).ours == {1}


def test_numbers_of_formats_that_do_not_exist_are_the_first():
    styles = StylesXml(STYLES.encode())
    assert styles.plain(999) == 0
    assert styles.marked(999, "error") == styles.marked(0, "error")


def test_more_formats_than_excel_takes_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_FORMATS", 5)
    styles = StylesXml(STYLES.encode())
    styles.marked(0, "error")
    with pytest.raises(UnpatchableError):
        styles.marked(1, "error")


@pytest.mark.parametrize("xml", [b"", b"<workbook/>", f'<styleSheet xmlns="{MAIN}"><fills>'.encode()])
def test_what_is_no_style_sheet_is_refused(xml):
    with pytest.raises(UnpatchableError):
        StylesXml(xml)
