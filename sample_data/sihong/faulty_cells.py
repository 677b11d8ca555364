"""Workbooks with a fault in single cells."""

from datetime import date

from metrics.ingest.write.template import DATA_ROW
from sample_data.sihong.faulty_book import Expected, FaultyBook, fault

#: Findings of one kind and column that are listed one by one.
_LISTED = 1_000


@fault("缺必填单元格")
def _blank(book: FaultyBook) -> list[Expected]:
    name = book.set("L05", "activity_name", None, row=2)
    people = book.set("L05", "attendances", None, row=3)
    return [(*name, "缺必填", "E401"), (*people, "缺必填", "E401")]


@fault("日期不在报告期")
def _other_period(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "held_on", date(2023, 8, 15)), "日期不在报告期", "E407")]


@fault("日期不存在")
def _no_such_day(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "held_on", "2023年11月31日"), "日期不存在", "E405")]


@fault("日期看不准")
def _ambiguous_day(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "held_on", "12.6"), "日期有歧义", "E406")]


@fault("日期连续几天")
def _several_days(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "held_on", "2023年11月6日至8日"), "连续几天", "W404")]


@fault("日期只写到月")
def _only_a_month(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "held_on", "2023年11月"), "没有写到日", "W405")]


@fault("日期显示成数字")
def _serial(book: FaultyBook) -> list[Expected]:
    place = book.set("L05", "held_on", 45236)
    book.sheet("L05")[place[1]].number_format = "General"
    return [(*place, "日期显示成数字", "W409")]


@fault("不存在的企业")
def _stranger(book: FaultyBook) -> list[Expected]:
    unknown = book.set("L05", "enterprise_code", "E999 泗洪无名机械有限公司（示例）", row=2)
    no_code = book.set("L05", "enterprise_code", "宿迁未名纺织有限公司（示例）", row=3)
    return [(*unknown, "企业不在名册", "E409"), (*no_code, "企业不在名册", "E409")]


def _enterprises(book: FaultyBook) -> list[str]:
    words = book.workbook["字典"]
    return [cell for column in words.iter_cols(values_only=True) for cell in column if str(cell)[:2] == "E0"]


@fault("编号与名称不符")
def _contradiction(book: FaultyBook) -> list[Expected]:
    names = _enterprises(book)
    mixed = f"{names[0].split(' ')[0]} {names[5].split(' ')[1]}"
    return [(*book.set("L05", "enterprise_code", mixed), "编号与名称不符", "E424")]


@fault("一格填了两家企业")
def _two(book: FaultyBook) -> list[Expected]:
    names = _enterprises(book)
    return [(*book.set("L05", "enterprise_code", f"{names[0]}；{names[5]}"), "一格几家", "E417")]


@fault("企业只写了简称")
def _short(book: FaultyBook) -> list[Expected]:
    name = _enterprises(book)[0].split(" ")[1]
    core = name.removeprefix("泗洪").removeprefix("江苏").removeprefix("宿迁").split("有限公司")[0]
    return [(*book.set("L05", "enterprise_code", core), "按相近写法认定", "W411")]


@fault("品牌名称分不清")
def _one_of_two(book: FaultyBook) -> list[Expected]:
    for row, name in enumerate(("泗洪匠心讲堂（示例）", "江苏匠心讲堂（示例）"), book.free("L01")):
        book.copy("L01", 1, row)
        book.set("L01", "brand_name", name, row=row)
    return [(*book.set("L05", "brand_code", "匠心讲堂"), "名称对应几个", "E423")]


@fault("企业已经退出", unit="U01")
def _gone(book: FaultyBook) -> list[Expected]:
    row = book.free("L15")
    book.copy("L15", 1, row)
    for field, value in (
        ("enterprise_code", "E199"),
        ("enterprise_name", "泗洪旧址机械厂（示例）"),
        ("status", "退出"),
    ):
        book.set("L15", field, value, row=row)
    blank = book.find("L05", "enterprise_code", None)
    return [(*book.set("L05", "enterprise_code", "E199", row=blank), "已退出", "W413")]


@fault("人次写成220余人")
def _about(book: FaultyBook) -> list[Expected]:
    more = book.set("L05", "attendances", "220余人", row=1)
    about = book.set("L05", "attendances", "约50", row=2)
    return [(*more, "不是准确数", "W401"), (*about, "不是准确数", "W401")]


@fault("人次写成文字")
def _words(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", "全体职工"), "不是数字", "E402")]


@fault("人次写成小数")
def _fraction(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", 68.5), "不是整数", "E403")]


@fault("人次写成412人")
def _people(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", "412人"), "单位有出入", "W406")]


@fault("人次写成三万元")
def _money(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", "3万元"), "单位不符", "E422")]


@fault("场次填了零")
def _none(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "sessions", 0), "超出范围", "E404")]


@fault("场次没填")
def _default(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "sessions", None), "按默认值", "W402")]


@fault("线上人次填了无")
def _nothing(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "online_attendances", "无"), "按空白处理", "W410")]


@fault("线上大于参加")
def _more_online(book: FaultyBook) -> list[Expected]:
    book.set("L05", "attendances", 60, row=2)
    return [(*book.set("L05", "online_attendances", 95, row=2), "部分大于总数", "E411")]


@fault("增幅少写了百分号", unit="U08")
def _share(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L12", "wage_growth", 0.055), "百分数可能少写", "W412")]


@fault("活动类型写错字")
def _misspelt(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "activity_type", "技能培圳"), "不在词表", "E408")]


@fault("活动名称太长")
def _long(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "activity_name", "安全生产月系列活动" * 6), "太长", "E410")]


@fault("活动名称带手机号")
def _telephone(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "activity_name", "安全宣讲（联系13800000000）"), "不收个人信息", "E415")]


@fault("联系岗位写了座机", unit="U21")
def _office_telephone(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L03", "contact_post", "站长 0527-8600 0000"), "不收个人信息", "E415")]


@fault("信用代码错了一位", unit="U01")
def _wrong_check(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L15", "credit_code", "91321324EXAMPLE01R"), "代码不对", "E425")]


@fault("是否填了大概")
def _perhaps(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L01", "is_county_brand", "大概"), "不是是或否", "E418")]


@fault("编号自己编")
def _own_code(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "activity_code", "第一场"), "编号写法不对", "E419")]


@fault("公式出错")
def _failed(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", "#REF!"), "公式出错", "E416")]


@fault("公式没有结果")
def _uncomputed(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L05", "attendances", "=34*2"), "公式没有结果", "E420")]


@fault("轻骑兵没填队伍", unit="U19")
def _no_team(book: FaultyBook) -> list[Expected]:
    row = book.find("L05", "activity_type", "轻骑兵实践活动")
    return [(*book.set("L05", "team_code", None, row=row), "有时必填", "E413")]


@fault("劳模工匠多于队员", unit="U05")
def _more_models(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L04", "model_worker_count", 40), "部分大于总数", "E411")]


@fault("奖状发给车间", unit="U01")
def _certificate(book: FaultyBook) -> list[Expected]:
    book.set("L06", "honour_title", "宿迁市五一劳动奖状")
    book.set("L06", "honour_category", "五一劳动奖状")
    book.set("L06", "honour_level", "市")
    return [(*book.set("L06", "holder_type", "车间班组"), "称号与获得者不符", "E302")]


@fault("目标值没选单位")
def _no_unit(book: FaultyBook) -> list[Expected]:
    book.set("L01", "target_value", 40)
    return [(*book.set("L01", "target_unit", None), "要成对填写", "E414")]


@fault("牵头单位没填")
def _own_unit(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L01", "lead_unit_code", None), "按填报单位", "W407")]


@fault("重复编号")
def _twice(book: FaultyBook) -> list[Expected]:
    second = book.set("L01", "brand_code", book.get("L01", "brand_code", 1), row=2)
    first = book.set("L01", "brand_code", book.get("L01", "brand_code", 1), row=1)
    return [(*first, "编号重复", "E301"), (*second, "编号重复", "E301")]


@fault("结案日期早于受理", unit="U11")
def _closed_before(book: FaultyBook) -> list[Expected]:
    book.set("L11", "accepted_on", date(2023, 11, 9))
    return [(*book.set("L11", "closed_on", date(2023, 10, 25)), "先后颠倒", "E412")]


@fault("在办却填已结", unit="U11")
def _open_and_closed(book: FaultyBook) -> list[Expected]:
    book.set("L11", "outcome", "在办")
    return [(*book.set("L11", "is_closed", "是"), "前后矛盾", "E302")]


@fault("金额写成万元", unit="U12")
def _other_unit(book: FaultyBook) -> list[Expected]:
    return [(*book.set("L09", "amount", "1.2万元"), "单位换算", "W403")]


@fault("精神类别与名称不符")
def _other_spirit(book: FaultyBook) -> list[Expected]:
    book.set("L05", "activity_name", "工匠精神进车间", row=2)
    return [(*book.set("L05", "spirit_tag", "见建党精神", row=2), "精神与名称不符", "W315")]


@fault("到场人次超过职工数")
def _crowd(book: FaultyBook) -> list[Expected]:
    row = next(r for r in range(1, book.free("L05")) if book.get("L05", "enterprise_code", r))
    book.set("L05", "sessions", 1, row=row)
    book.set("L05", "online_attendances", None, row=row)
    return [(*book.set("L05", "attendances", 9000, row=row), "人次超过职工数", "W415")]


@fault("案例没有出处", unit="U02")
def _nowhere(book: FaultyBook) -> list[Expected]:
    for field in ("enterprise_code", "story"):
        book.set("L13", field, None)
    return [(*book.set("L13", "spread_level", "省"), "案例没有出处", "W316")]


@fault("同类问题太多")
def _too_many(book: FaultyBook) -> list[Expected]:
    sheet, letter = book.sheet("L05").title, book.letter("L05", "attendances")
    for row in range(1, _LISTED + 6):
        book.copy("L05", 1, row)
        book.set("L05", "activity_name", f"第{row}场", row=row)
        book.set("L05", "attendances", "若干", row=row)
    cells = f"{letter}{DATA_ROW + 1}:{letter}{DATA_ROW + _LISTED}"
    return [(sheet, cells, "不是数字", "E402"), (sheet, f"{letter}:{letter}", "同类问题太多", "W414")]
