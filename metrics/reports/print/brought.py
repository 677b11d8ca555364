"""An office file that somebody brings as a template: what it may hold, looked at before anything opens it.

What is filled goes on to others, so a template must not carry programs, nor anything that is fetched from
elsewhere when it is opened; and opening it here must cost no more than a real file does.
"""

import io
import re
import zipfile

from lxml import etree  # type: ignore[import-untyped]

#: Bytes of a file, bytes it may unpack to, and parts it may have.
MOST, MOST_UNPACKED, MOST_PARTS = 20 * 2**20, 100 * 2**20, 2_000
#: Macros, controls, and embedded files but for the numbers of a chart; what a printer was set to is harmless.
_PROGRAMS = re.compile(
    r"vbaProject|vbaData|activeX|/embeddings/(?!.*\.xlsx$)|^(?!.*printerSettings).*\.bin$", re.IGNORECASE
)
_FETCHING = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)\b", re.IGNORECASE)
_INSTRUCTIONS = ("instrText", "fldSimple")
#: A link that is followed only when somebody clicks it.
_CLICKED = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


class BroughtFileError(ValueError):
    """A file that cannot be used as a template; one Chinese sentence with what to do."""


def look_into(content: bytes, kind: str) -> None:
    """Look at every part of a brought .docx or .pptx.

    Args:
        content: its bytes.
        kind: `.docx` or `.pptx`, for the sentences.

    Raises:
        BroughtFileError: it is too large, no such file, holds programs or embedded files, or fetches
            something from elsewhere when it is opened.
    """
    if len(content) > MOST:
        raise BroughtFileError(f"模板超过 {MOST // 2**20} 兆，请去掉里面的大图。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _sizes(parts)
            for name in parts.namelist():
                _part(parts, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, etree.XMLSyntaxError) as error:
        raise BroughtFileError(f"模板打不开：要 {kind} 文件，没有加密。") from error


def _sizes(parts: zipfile.ZipFile) -> None:
    """No part unpacks to more than it declares: what is declared decides."""
    held = parts.infolist()
    if len(held) > MOST_PARTS or sum(one.file_size for one in held) > MOST_UNPACKED:
        raise BroughtFileError("模板解开以后太大，用不了。请另存一份，去掉大图再传。")


def _part(parts: zipfile.ZipFile, name: str) -> None:
    if _PROGRAMS.search(name):
        raise BroughtFileError("模板里有宏、控件或嵌入的文件，用不了。请去掉后另存为不带宏的文件。")
    if not name.endswith((".xml", ".rels")):
        return
    root = etree.fromstring(parts.read(name), _parser())
    if root.getroottree().docinfo.doctype:
        raise BroughtFileError("模板里有实体定义，不是 Word 或 PowerPoint 存的文件，用不了。")
    if name.endswith(".rels"):
        _relations(root)
    elif name == "[Content_Types].xml":
        _content_types(root)
    else:
        _fields(root)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _relations(root: etree._Element) -> None:
    for one in root:
        if one.get("TargetMode") != "External":
            continue
        target, kind = one.get("Target", ""), one.get("Type", "").rpartition("/")[2]
        if kind != "hyperlink" or not _CLICKED.match(target):
            raise BroughtFileError(
                f"模板打开时会去取外面的内容（{target[:60]}），用不了。"
                "请在 Word 或 PowerPoint 里断开链接，把图片插进文件，再另存。"
            )


def _content_types(root: etree._Element) -> None:
    if any("macroEnabled" in one.get("ContentType", "") for one in root):
        raise BroughtFileError("这是带宏的文件。请另存为不带宏的 .docx 或 .pptx。")


def _fields(root: etree._Element) -> None:
    """Fields that fetch: an instruction may lie in several runs, so they are read one after the other."""
    told = "".join(
        (one.text or "") + " ".join(one.attrib.values())
        for one in root.iter(etree.Element)
        if etree.QName(one).localname in _INSTRUCTIONS
    )
    if found := _FETCHING.search(told):
        raise BroughtFileError(f"模板里有会取外面内容的域（{found[0].upper()}），用不了。请删掉这个域再传。")
