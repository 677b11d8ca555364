"""Which passwords are taken, and how they are kept."""

import time
from pathlib import Path

import pytest

from metrics.framework import NO_COUNTY, load_framework
from metrics.store import StoreError
from metrics.store.people import passwords
from tests.kit.county_packages import SIHONG

GOOD = "七点半去老车间喝茶"


#: 400 of the 12,367 passwords that a list of common ones refused before zxcvbn judged them.
COMMON = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split()


def test_common_passwords_are_refused():
    """ASVS 5.0 6.2.4."""
    assert len(COMMON) == 400
    assert [one for one in COMMON if taken(one)] == []


def taken(password, *personal):
    try:
        passwords.require_good(password, SIHONG, *personal)
    except StoreError:
        return False
    return True


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "太短"),
        ("a1!B2@c", "太短"),
        ("x" * 257, "太长"),
        ("12345678", "太常见"),
        ("Password123", "太常见"),
        ("1QAZ2wsx", "太常见"),
        ("woaini1314", "本系统里的词"),
        ("zhang123456", "太常见"),
        ("19870520", "日期"),
        ("abababababab", "重复的字符"),
        ("abxabxabxabx", "重复的字符"),
        ("wertyuiop;'", "键盘上连着的键"),
        ("abcdefghijk12", "连着的数字或字母"),
        ("Kandejian#9x", "名称"),
        ("ren.sheju-77", "名称"),
        ("x看得见2024年!", "名称"),
        ("我是王小明王小明2", "名称"),
    ],
)
def test_what_is_easily_guessed_is_refused(password, said):
    with pytest.raises(StoreError, match=said) as refused:
        passwords.require_good(password, SIHONG, "ren.sheju", "王小明")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(str(refused.value))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("19800101", "日期"),
        ("20231231", "日期"),
        ("x19800101#k", "日期"),
        ("1980-01-01xQ!", "日期"),
        ("1980年1月1日生", "日期"),
        ("火车2023年12月31日", "日期"),
        ("01/02/1980xyz", "日期"),
        ("800101xk9q", "日期"),
        ("1980010120231231", "(日期|电话号码)"),
        ("13812345678", "电话号码"),
        ("13812345678ab", "电话号码"),
        ("x138-1234-5678!", "电话号码"),
        ("sihong13812345678", "电话号码"),
        ("１３８１２３４５６７８", "电话号码"),
        ("+8613812345678q", "电话号码"),
        ("0527-86221234", "电话号码"),
        ("86221234", "电话号码"),
        ("321324198001011234", "身份证号"),
        ("32132419800101123x", "身份证号"),
    ],
)
def test_dates_and_telephone_numbers_are_refused_also_with_a_few_signs_around(password, said):
    with pytest.raises(StoreError, match=f"主要是{said}"):
        passwords.require_good(password, SIHONG, "u08", "人社局填报员")


@pytest.mark.parametrize("password", ["那年19800101她坐慢车去了海边", "13812345678 不是我的电话号码"])
def test_a_number_within_a_sentence_is_no_fault(password):
    passwords.require_good(password, SIHONG, "u08", "人社局填报员")


def test_the_words_are_the_countys_own_and_no_others():
    """Another county's framework makes another list; no county stands in the program."""
    county = load_framework(SIHONG).county
    assert {county, "泗洪", "sihong", "sihongxian"} <= set(passwords._county(SIHONG)) | {county}
    assert "qingyang" not in passwords._WORDS
    for word in ("泗洪#7Kq", "Sihong-x9", "sihongxian!q7"):
        assert not taken(word, "u08", "人社局填报员")
    for word in ("Sihong-x9", "sihongxian!q7"):
        passwords.require_good(word, NO_COUNTY, "u08", "人社局填报员")


@pytest.mark.parametrize(
    "password",
    [
        "县总工会2023",
        "泗洪县总工会2023",
        "产改办2024!",
        "轻骑兵活动123",
        "五一劳动奖章2024",
        "青阳街道2024",
        "sihong123456",
        "Sihong@2024",
        "zonggonghui2024",
        "caizhengju@2024",
        "qingyangjiedao1",
        "xzgh123456",
    ],
)
def test_words_of_the_county_with_digits_are_refused(password):
    assert not taken(password, "u08", "人社局填报员")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x7#kQ9!z",
        "correct horse battery staple",
        "window-turtle-cloud-bread",
        "火车 柠檬 台阶 蓝色",
        "火车柠檬台阶蓝色",
        "huoche ningmeng taijie lanse",
        "kandejian is what we all call it",
        " spaces are kept ",
        "七点半去老车间喝茶" + "qrst" * 61,
    ],
)
def test_any_other_password_is_taken_as_it_is(password):
    """ASVS 5.0 6.2.5, 6.2.8, 6.2.9: no rules for signs, no trimming, 64 signs and more."""
    passwords.require_good(password, SIHONG, "u08", "人社局填报员")


def test_what_is_known_of_one_person_is_not_held_against_another():
    assert not taken("pengxiaoyun1990", "pengxiaoyun", "彭晓云")
    assert taken("pengxiaoyun1990", "u08", "人社局填报员")


@pytest.mark.parametrize("password", ["4@8({[<369&#!1|0$5+7%2" * 11, "a" * 250 + "bcd4", "产改" * 128])
def test_a_long_password_is_judged_quickly(password):
    """Whole, the first takes zxcvbn many seconds."""
    taken("something else first")
    began = time.process_time()
    taken(password)
    assert time.process_time() - began < 1


def test_made_up_passwords_are_taken():
    for _ in range(200):
        passwords.require_good(passwords.make_up(), SIHONG, "ren.sheju", "王小明")


def test_made_up_passwords_are_readable_and_differ():
    many = {passwords.make_up() for _ in range(200)}
    assert len(many) == 200
    assert {len(one) for one in many} == {16}
    assert not set("".join(many)) & set("ilo01")


def test_a_hash_is_argon2id_and_verifies_only_its_password():
    stored = passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + " ")
    assert not passwords.matches(stored, GOOD.upper() + "x")
    assert stored != passwords.hashed(GOOD)
    assert not passwords.outdated(stored)
    assert passwords.outdated(stored.replace("m=19456", "m=8192"))


def test_without_a_hash_nothing_matches():
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches("no hash", GOOD)
    assert not passwords.matches(None, "\udc80" * 9)
