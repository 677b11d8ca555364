"""Cells with numbers, dates and texts that nobody expects."""

from metrics.framework import load_framework
from tests.kit.attacks.making import FILES, MAIN, archive, attack, parts, rows, text
from tests.kit.county_packages import SIHONG

NUMERIC = "1e308 -1e308 1e309 -1e309 NaN nan inf -inf Infinity 1e-400 -0 0x10 1_000 1e ½ 1,5 --1 +1 1e5"
NUMBERS = (*NUMERIC.split(), "00012", "True", "", " ", "9" * 400, "١٢٣", "１２", "\u202e123")
SERIALS = "-1 0 0.5 1 59 60 61 2958465 2958466 99999999 1e10 -700000 45328.999999"
DAYS = tuple(SERIALS.split())
DATES = "1899-12-31 9999-12-31 10000-01-01 0000-00-00 1899年 9999年99月99日 2023-02-30 二〇二三年十三月一日"
HARM = """=HYPERLINK(&quot;http://x&quot;)
=cmd|' /C calc'!A0
@SUM(1)
+1+1
-2+3
&#9;=1
&#13;=1
'; DROP TABLE submission; --
&lt;script&gt;alert(1)&lt;/script&gt;
{expected}{0}
%s%n%d
$(reboot)"""
ESCAPES = "_x0000_ _x0001_ _xD800_ _xDC00_ _xFFFE_ _x005F_x0041_"
SIGNS = (
    *("\ufeff", "\ufffd", "\uffff", "\u200b\u200d\u2060", "\u202a\u202b\u202d\u202e", "\u202e2023\u202c"),
    *(
        "2023\u200b-11-02",
        "２０２３．１１．２",
        "e\u0301" * 200,
        "Z" + "\u0300" * 500,
        "ﷺ" * 100,
        "㋿" * 30,
        "👩‍👧" * 50,
    ),
)
LONG = (
    *("万" * 300, "一百" * 200, "1" * 5000 + "万", "亿" * 100, "1.8" + "万" * 50, "（" * 1000, "、" * 1000),
    *(sign * 32_767 for sign in "第0./- "),
    *("E017" * 8000, "年月日" * 10_000, "2023-11-02至" * 3000, "近" * 3000 + "20", "20" + "余" * 3000),
    *("1,234" + ",567" * 3000, "１" * 3000),
)
WORDS = (*DATES.split(), *HARM.split("\n"), *ESCAPES.split(), *SIGNS, *LONG)


def odd_values(values: tuple[str, ...], kind: str) -> bytes:
    """Every value in every column of a ledger of activities."""
    spec = load_framework(SIHONG).ledgers["L05"]
    head = f"<row>{''.join(text(column.heading) for column in spec.columns)}</row>"
    made = text if kind == "text" else lambda value: f'<c s="{int(kind == "date")}"><v>{value}</v></c>'
    body = "".join(f"<row>{made(value) * len(spec.columns)}</row>" for value in values)
    looks = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    styles = f"<styleSheet {MAIN}>{looks}</styleSheet>"
    return archive(parts(rows(head + body)) | {"xl/styles.xml": styles})


for _word, _values, _kind in (
    ("数", NUMBERS, "number"),
    ("日", (*DAYS, *NUMBERS), "date"),
    ("字", (*WORDS, *NUMBERS, *DAYS), "text"),
):
    FILES[f"怪{_word}.xlsx"] = lambda values=_values, kind=_kind: odd_values(values, kind)
# One by one too, so that none hides another.
for _number, _value in enumerate((*WORDS, *NUMBERS, *DAYS)):
    attack(f"怪字{_number:02d}.xlsx", large=True)(lambda value=_value: odd_values((value,), "text"))
ILLEGAL = ("&#xD800;", "&#0;", "&#x1F;", "&bogus;", "&", "<", "]]>", "\x00", "\x0b", "\ufffe")
for _number, _value in enumerate(ILLEGAL):
    FILES[f"坏字{_number:02d}.xlsx"] = lambda value=_value: odd_values((value,), "text")
