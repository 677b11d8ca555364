"""No English word is to be read on any page, neither in a text nor in what is read out or shown on hover."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.kit.project import REPO
from tests.kit.walk import ADDRESSES, ADMIN, STAFF, go, walking

pytestmark = pytest.mark.browser

#: Kinds of files and names of programs, which Chinese texts write the same way.
ALLOWED = {
    *("PDF", "Word", "Excel", "WPS", "SVG", "PNG", "ZIP", "OFD", "CSV", "TSV", "TXT", "RAR"),
    *(
        "XLSX",
        "XLS",
        "XLSM",
        "XLSB",
        "ODS",
        "DOC",
        "DOCX",
        "JSON",
        "Esc",
        "Ctrl",
        "Shift",
        "Sobol",
        "TOML",
        "AHP",
        "CRITIC",
    ),
    *("xlsx", "xls", "csv", "tsv", "pdf", "docx", "PPTX", "pptx", "GeoJSON"),
    # Our own: packages that are handed up, letters from above, public keys.
    *("kdj", "kdf", "pub", "KDJ", "KDF", "PUB"),
}
#: A name of a person to sign in with, as the form for a new account shows one.
EXAMPLES = {"zhang", "san"}
FILE = re.compile(r"[^\s：；，]+\.(xlsx|docx|pdf|csv|zip|toml|png|svg)")
#: Whole addresses, and those of pages as 汇报模式 keeps them.
ADDRESS = re.compile(r"https?://\S+|^/\S*$")
SESSION = re.compile(r"(会话：|[0-9a-f]{8,})[0-9a-f]*")
#: What a field for a colour says of it.
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
WORD = re.compile(r"[A-Za-z]{3,}")
# Icons are ligatures of a font; figures in braces of an editable sentence name where they come from.
SEEN = """() => {
  const found = [], hidden = "script,style,noscript,template,textarea";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data, parent = walker.currentNode.parentElement;
    if (!/[A-Za-z]{3}/.test(text) || parent.closest(hidden)) continue;
    if (getComputedStyle(parent).fontFamily.includes("Material Symbols")) continue;
    found.push(text);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description"]) {
    for (const node of document.querySelectorAll(`[${name}]`)) {
      if (!node.closest("template")) found.push(node.getAttribute(name));
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def codes():
    """Codes of the sample accounts: data, shown in lists."""
    lines = (REPO / "sample_data" / "sihong" / "accounts.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.partition(",")[0] for line in lines}


@pytest.fixture(scope="module")
def watched(server, chromium):
    with walking(chromium, server(demo=True).url, ADMIN) as watched:
        yield watched


def english(page, codes):
    """Texts of the page with a word that is neither allowed nor part of a file's name."""
    return sorted({text for text in page.evaluate(SEEN) if words(text) - ALLOWED - EXAMPLES - codes})


def words(text):
    for known in (ADDRESS, FILE, COLOUR, SESSION):
        text = known.sub("", text)
    return set(WORD.findall(text))


#: Looked through in every run; the rest in the long ones.
FIRST = {"/", "/enterprises", "/weights", "/briefing", "/upload", "/review", "/progress"}


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    "address", [pytest.param(one, marks=() if one in FIRST else pytest.mark.long) for one in ADDRESSES]
)
def test_a_page_is_in_chinese(watched, codes, address):
    go(watched, address)
    assert english(watched.page, codes) == []


@pytest.mark.long
def test_menus_and_lists_are_in_chinese(watched, codes):
    page = watched.page
    go(watched, "/audit")
    page.get_by_test_id("stMainMenu").click()
    expect(page.get_by_test_id("stMainMenuList")).to_contain_text("深色")
    assert english(page, codes) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="选择日期").first.click()
    expect(page.get_by_test_id("stDateInputCalendar")).to_contain_text("月")
    assert english(page, codes) == []
    page.keyboard.press("Escape")
    page.get_by_test_id("stDataFrame").hover()
    page.get_by_role("button", name=re.compile("^查找：")).click()
    page.keyboard.type("guanli")
    expect(page.get_by_text(re.compile("^共 .* 处|^第 .* 处"))).to_be_visible()
    assert english(page, codes) == []
    go(watched, "/enterprises?enterprise-view=对比")
    page.get_by_test_id("stMultiSelect").get_by_role("combobox").first.fill("没有这样的")
    expect(page.get_by_text("没有符合的项").first).to_be_visible()
    assert english(page, codes) == []


@pytest.mark.long
def test_an_unknown_page_and_a_dialog_are_in_chinese(watched, codes):
    page = watched.page
    page.goto(page.url.partition("?")[0].rpartition("/")[0] + "/nowhere")
    expect(page.get_by_role("dialog")).to_contain_text("没有这个页面")
    expect(page.get_by_role("dialog").get_by_role("button", name="关闭")).to_be_visible()
    watched.wait()
    assert english(page, codes) == []
    # Streamlit writes the same to the console, where nobody reads it.
    assert [one for one in watched.console_errors if "does not seem to exist" not in one] == []
    watched.console_errors.clear()


@pytest.mark.long
def test_the_uploader_is_in_chinese(server, chromium, codes):
    with walking(chromium, server(demo=True).url, STAFF) as watched:
        page = watched.page
        go(watched, "/upload")
        expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("选择文件")
        expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("每个文件不超过")
        assert english(page, codes) == []


def test_the_table_of_words_is_sound():
    table = json.loads((REPO / "metrics/host/assets/words.json").read_text(encoding="utf-8"))
    exact = table["exact"] | table["composed"]["exact"]
    assert len(exact) > 150
    for english_words, chinese in exact.items():
        assert not re.search("[㐀-鿿]", english_words)
        assert chinese
        assert chinese not in exact
    for pattern, chinese in table["patterns"] + table["composed"]["patterns"]:
        assert pattern.startswith("^")
        assert re.compile(pattern).groups >= chinese.count("$")


def test_the_check_sees_english(watched, codes):
    go(watched, "/handbook")
    watched.page.evaluate("document.querySelector('[data-testid=stMain]').append('Something else')")
    assert english(watched.page, codes) == ["Something else"]
