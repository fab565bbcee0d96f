"""Every normaliser as rows: what is written, what it comes down to, what is wrong with it."""

import pytest

from parsers.facts import FieldKind
from parsers.form.normalise import normalise

DATES = [
    ("2020年4月16日", "2020-04-16"),
    ("2020年04月16日", "2020-04-16"),
    ("2020.4.16", "2020-04-16"),
    ("2020-4-16", "2020-04-16"),
    ("2020/4/16", "2020-04-16"),
    ("2020、4、16", "2020-04-16"),
    ("20200416", "2020-04-16"),
    ("2020 年 4 月 16 日", "2020-04-16"),
    ("2020 4 16", "2020-04-16"),
    ("2020年\n4月16日", "2020-04-16"),
    ("２０２０年４月１６日", "2020-04-16"),
    ("二〇二〇年四月十六日", "2020-04-16"),
    ("二零二零年四月十六日", "2020-04-16"),
    ("二○二○年四月二十一日", "2020-04-21"),
    ("二O二O年十月卅日", "2020-10-30"),
    ("二〇二〇年十二月三十一日", "2020-12-31"),
    ("4月15日", "2020-04-15"),
    ("四月十五日", "2020-04-15"),
    ("4.15", "2020-04-15"),
    ("20年4月6日", "2020-04-06"),
    ("2020年4月16号", "2020-04-16"),
    ("2020-04-16 10:30", "2020-04-16"),
    ("2020年2月29日", "2020-02-29"),
    ("　年　月　日", None),
    ("2020年  月  日", None),
    ("", None),
    ("无", None),
]
BAD_DATES = [
    ("2020年4月31日", "为2020年4月31日，日历上没有这一天"),
    ("2019年2月29日", "为2019年2月29日，日历上没有这一天"),
    ("2020年13月1日", "为2020年13月1日，日历上没有这一天"),
    ("2020年4月", "为2020年4月，缺少日"),
    ("尽快", "为尽快，不是完整的日期"),
]
MOBILES = [
    ("13900001234", "13900001234"),
    ("139 0000 1234", "13900001234"),
    ("139-0000-1234", "13900001234"),
    ("１３９００００１２３４", "13900001234"),
    ("+86 13900001234", "13900001234"),
    ("+86-139-0000-1234", "13900001234"),
    ("008613900001234", "13900001234"),
    ("8613900001234", "13900001234"),
    ("13900001234（微信同号）", "13900001234"),
    ("手机：13900001234", "13900001234"),
    ("张三 13900001234", "13900001234"),
    ("13900001234/13800001234", "13900001234、13800001234"),
    ("13900001234 13800001234", "13900001234、13800001234"),
    ("13900001234、010-62168299", "13900001234"),
    ("—", None),
    (" \u3000", None),
]
BAD_MOBILES = [
    ("1380013800", "为1380013800，共10位，应为11位"),
    ("139000012345", "为139000012345，共12位，应为11位"),
    ("12900001234", "为12900001234，手机号码应以13至19开头"),
    ("23900001234", "为23900001234，手机号码应以13至19开头"),
    ("13900001234、1380013800", "为1380013800，共10位，应为11位"),
    ("请联系办公室", "为请联系办公室，不是手机号码"),
]
PHONES = [
    ("010-62168293", "010-62168293"),
    ("01062168293", "010-62168293"),
    ("010 6216 8293", "010-62168293"),
    ("（010）62168293", "010-62168293"),
    ("(010) 6216-8293", "010-62168293"),
    ("010—62168293", "010-62168293"),
    ("０１０－６２１６８２９３", "010-62168293"),
    ("010-62168293-801", "010-62168293-801"),
    ("010-62168293转801", "010-62168293-801"),
    ("010-62168293 转 801", "010-62168293-801"),
    ("010-62168293分机801", "010-62168293-801"),
    ("010-62168293（分机：801）", "010-62168293-801"),
    ("010-62168293 ext.801", "010-62168293-801"),
    ("010-62168293*801", "010-62168293-801"),
    ("62168293", "62168293"),
    ("62168293-801", "62168293-801"),
    ("+86-10-62168293", "010-62168293"),
    ("0086 10 62168293", "010-62168293"),
    ("8601062168293", "010-62168293"),
    ("0571-88881234", "0571-88881234"),
    ("05718888123", "0571-8888123"),
    ("010-62168293、62168294", "010-62168293、010-62168294"),
    ("010-62168293/94", "010-62168293、010-62168294"),
    ("010-62168293；010-62168294", "010-62168293、010-62168294"),
    ("010-62168293\n010-62168294", "010-62168293、010-62168294"),
    ("010-62168293 13900001234", "010-62168293、13900001234"),
    ("13900001234", "13900001234"),
    ("400-123-4567", "400-123-4567"),
    ("4001234567", "400-123-4567"),
    ("010-62168293（办公室）", "010-62168293"),
    ("/", None),
    ("无", None),
]
BAD_PHONES = [
    ("010-6216829", "为010-6216829，区号010后共7位，应为8位"),
    ("0571-888812", "为0571-888812，区号0571后共6位，应为7或8位"),
    ("1390000123", "为1390000123，共10位，手机号码应为11位"),
    ("123", "为123，共3位，不是完整的电话号码"),
    ("同手机号", "为同手机号，不是电话号码"),
]
EMAILS = [
    ("zhangsan@example.org", "zhangsan@example.org"),
    ("ZhangSan@Example.ORG", "ZhangSan@example.org"),
    ("zhangsan＠example.org", "zhangsan@example.org"),
    ("zhangsan@example。org", "zhangsan@example.org"),
    ("zhangsan@example．org", "zhangsan@example.org"),
    ("zhang san @ example . org", "zhangsan@example.org"),
    ("zhangsan@example.\norg", "zhangsan@example.org"),
    ("邮箱：zhangsan@example.org", "zhangsan@example.org"),
    ("<zhangsan@example.org>", "zhangsan@example.org"),
    ("zhangsan@example.org。", "zhangsan@example.org"),
    ("zhangsan@example.org（办公）", "zhangsan@example.org"),
    ("a_b+c.d@mail.example.cn", "a_b+c.d@mail.example.cn"),
    ("a@example.org、b@example.org", "a@example.org、b@example.org"),
    ("a@example.org b@example.org", "a@example.org、b@example.org"),
    ("a@example.org/b@example.org", "a@example.org、b@example.org"),
    ("无", None),
]
BAD_EMAILS = [
    ("zhangsan.example.org", "为zhangsan.example.org，缺少“@”，不是完整的电子邮箱地址"),
    ("zhangsan@example", "为zhangsan@example，“@”后的域名不完整"),
    ("zhang@@example.org", "为zhang@@example.org，不是有效的电子邮箱地址"),
    ("zhang..san@example.org", "为zhang..san@example.org，不是有效的电子邮箱地址"),
    ("zhangsan@example.org1", "为zhangsan@example.org1，不是有效的电子邮箱地址"),
]
LINES = [
    ("张三", "张三"),
    ("张　三", "张三"),
    ("张 三", "张三"),
    ("John  Smith", "John Smith"),
    ("云杉 2020 大会", "云杉 2020 大会"),
    ("中国云杉工程学会（盖章）", "中国云杉工程学会"),
    ("中国云杉工程学会 （公章）", "中国云杉工程学会"),
    ("中国云杉工程学会（加盖公章）", "中国云杉工程学会"),
    ("中国云杉工程学会（北方分会）", "中国云杉工程学会（北方分会）"),
    ("中国云杉\n工程学会", "中国云杉工程学会"),
    ("中国云杉工程学会\n青岭大学", "中国云杉工程学会、青岭大学"),
    ("（无）", None),
    ("——", None),
    ("N/A", None),
    ("－", None),
    (" ", None),
]
TEXTS = [("  一段 \n\n 二段\u3000", "一段\n二段"), ("\n \n", None), ("无", None)]

GOOD = [
    (kind, written, value)
    for kind, rows in (
        (FieldKind.DATE, DATES),
        (FieldKind.MOBILE, MOBILES),
        (FieldKind.PHONE, PHONES),
        (FieldKind.EMAIL, EMAILS),
        (FieldKind.TEXT, LINES),
        (FieldKind.PROSE, TEXTS),
    )
    for written, value in rows
]
BAD = [
    (kind, written, problem)
    for kind, rows in (
        (FieldKind.DATE, BAD_DATES),
        (FieldKind.MOBILE, BAD_MOBILES),
        (FieldKind.PHONE, BAD_PHONES),
        (FieldKind.EMAIL, BAD_EMAILS),
    )
    for written, problem in rows
]


@pytest.mark.parametrize(("kind", "written", "value"), GOOD)
def test_good_values(kind: FieldKind, written: str, value: str | None) -> None:
    normal = normalise(kind, written, 2020)
    assert (normal.value, normal.problem) == (value, "")


@pytest.mark.parametrize(("kind", "written", "problem"), BAD)
def test_what_cannot_be_keeps_a_value_and_says_the_facts(kind: FieldKind, written: str, problem: str) -> None:
    normal = normalise(kind, written, 2020)
    assert normal.problem == problem
    assert normal.value
