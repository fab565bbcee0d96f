"""The query language, as rows: a query and what it asks for, written out with every bracket."""

import pytest

from archive.finding.errors import QueryRefused
from archive.finding.language import parse, stage_names
from archive.finding.marks import fact
from archive.finding.tree import And, Leaf, Node, Not
from tests.archive.filings import CALL

MARKS = {"\ue002": "", "\ue003": "", "\ue004": "=", "\ue005": "^", "\ue006": "$"}


def written(node: Node) -> str:
    if isinstance(node, Leaf):
        plain = "".join(node.words) if node.shown and node.scope is None else ".".join(node.words)
        return plain.translate({ord(key): value for key, value in MARKS.items()})
    if isinstance(node, Not):
        return f"not {written(node.part)}"
    return f"({(' & ' if isinstance(node, And) else ' | ').join(map(written, node.parts))})"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("直播", "直播"),
        ("网络 直播", "(网络 & 直播)"),
        ('"网络 直播"', "网络直播"),
        ("“网络直播”", "网络直播"),
        ("「网络」『直播』", "(网络 & 直播)"),
        ("甲 AND 乙", "(甲 & 乙)"),
        ("甲 & 乙", "(甲 & 乙)"),
        ("R&D", "rd"),
        ("甲 OR 乙", "(甲 | 乙)"),
        ("甲|乙", "(甲 | 乙)"),
        ("甲 乙 OR 丙 丁", "((甲 & 乙) | (丙 & 丁))"),
        ("甲 (乙 OR 丙) 丁", "(甲 & (乙 | 丙) & 丁)"),
        ("甲（乙｜丙）", "(甲 & (乙 | 丙))"),
        ("甲 AND (乙 AND (丙 AND 丁))", "(甲 & 乙 & 丙 & 丁)"),
        ("甲 NOT 乙", "(甲 & not 乙)"),
        ("甲 -乙", "(甲 & not 乙)"),
        ("甲 －乙", "(甲 & not 乙)"),
        ("甲 !乙", "(甲 & not 乙)"),
        ("-甲", "not 甲"),
        ("NOT NOT 甲", "甲"),
        ("NOT (甲 OR 乙) 丙", "(not (甲 | 乙) & 丙)"),
        ("甲 - 乙", "(甲 & 乙)"),
        ("甲-乙", "甲乙"),
        ("ORANGE and or not", "((orange | ^.^o.^r.^a.^n.^g.^e | ^o.^r.^a.^n.^g.^e.$) & (and | ^.^a.^n.^d | ^a.^n.^d.$) & or & (not | ^.^n.^o.^t | ^n.^o.^t.$))"),
        ("与 或 非", "(与 & 或 & 非)"),
        ("13900001234", "13900001234"),
        ("10:30", "1030"),
        ("http://example.org/a", "httpexampleorga"),
        ("时间:下午", "时间下午"),
        ("时间：", "时间"),
        ("TEL:123", "tel123"),
        ('"modules:" 甲', "(modules & 甲)"),
        ("甲 ， 。", "甲"),
        ("organisation:莲花", "o莲.o花"),
        ("ORGANISATION：莲花", "o莲.o花"),
        ("单位: 莲花", "o莲.o花"),
        ("单位:(莲花 OR 云杉) 直播", "((o莲.o花 | o云.o杉) & 直播)"),
        ("-单位:莲花 直播", "(not o莲.o花 & 直播)"),
        ('activity:"云 杉"', "a云.a杉"),
        ("module:团结 contact:张三 sender:x@y.org", "((module=团结 | m团.m结) & c张.c三 & sx.sy.sorg)"),
        ("verdict:需补正", "verdict=correction"),
        ("verdict:ACCEPTED", "verdict=accepted"),
        ("code:late code:缺少PDF版", "(code=late & code=pdfmissing)"),
        ("stage:plan call:2020-29", "(stage=plan & call=202029)"),
        ("has:stamp has:公章", "(has=stamp & has=stamp)"),
        ("is:archived", "is=archived"),
        ("file:*.doc", "ending=doc"),
        ("file:*方案*.DOC", "(ending=doc & f方.f案)"),
        ("file:方案", "f方.f案"),
        ("received:2020", "on=2020"),
        ("received:2020-04..2020-05", "(on=202004 | on=202005)"),
        ("lhxh", "(lhxh | ^.^l.^h.^x.^h | ^l.^h.^x.^h.$)"),
        ("單位:蓮花學會", "單位蓮花學會".translate(str.maketrans("單蓮學會", "单莲学会"))),
    ],
)  # fmt: skip
def test_a_query_asks_for(query: str, asked: str) -> None:
    assert written(parse(query)) == asked


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "检索式里没有要找的字词"),
        ("  ", "检索式里没有要找的字词"),
        ("，。！☃", "检索式里没有要找的字词"),
        ("_", "检索式里没有要找的字词"),
        ('""', "检索式里没有要找的字词"),
        ("AND", "第1个字符处的“AND”前面没有要找的字词"),
        ("OR 甲", "第1个字符处的“OR”前面没有要找的字词"),
        ("甲 OR", "检索式里“OR”之后没有要找的字词"),
        ("甲 OR OR 乙", "第6个字符处的“OR”前面没有要找的字词"),
        ("NOT", "检索式里“NOT”之后没有要找的字词"),
        ("(甲", "第1个字符处的左括号没有配对"),
        ("甲) 乙", "第2个字符处的右括号没有配对"),
        ("()", "第2个字符处的“)”前面没有要找的字词"),
        ('甲 "乙', "第3个字符处的引号没有配对"),
        ("甲 “乙", "第3个字符处的引号没有配对"),
        ("verdict:好", "第9个字符处的verdict:好不能用：应为accepted、correction、review、ignored之一"),
        ("code:x", "第6个字符处的code:x不能用：应为automatic_mail、"),
        ("甲 orgnisation:乙", "第3个字符处：没有名为orgnisation的栏目，是否指organisation？"),
        ("Recieved:2020", "第1个字符处：没有名为recieved的栏目，是否指received？"),
        ("modules:团结", "第1个字符处：没有名为modules的栏目，是否指module？"),
        ("甲 单位:", "第3个字符处的单位:后面没有要找的字词"),
        ("(has: ) 甲", "第2个字符处的has:后面没有要找的字词"),
        ("received:2020-13", "第10个字符处的received:2020-13不能用：没有“2020-13”这个日期"),
        ("received:昨天", "第10个字符处的received:昨天不能用：“昨天”不是日期，应如2020、2020-04或2020-04-16"),
        ("收到:2020..2019", "第4个字符处的收到:2020..2019不能用：起始日期在截止日期之后"),
        ("甲" * 10_000, "检索式有10000个字符，最多2000个"),
        ("( " * 900, "第61个字符处括号或NOT套了30层以上"),
        ("NOT " * 400 + "甲", "第121个字符处括号或NOT套了30层以上"),
        ("甲 " * 900, "检索式里的词超过100个，请减少一些"),
        ('"' * 1999, "第1999个字符处的引号没有配对"),
    ],
)  # fmt: skip
def test_what_asks_for_nothing_is_refused_in_one_line_with_its_place(query: str, said: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(query)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("2020-04-16", ["20200416"]),
        ("2020年4月16日", ["20200416"]),
        ("2020/4", ["202004"]),
        ("2020.4.16", ["20200416"]),
        ("20200416", ["20200416"]),
        ("202004", ["202004"]),
        ("2020-04-29..2020-05-02", ["20200429", "20200430", "20200501", "20200502"]),
        ("2019-12..2021-01-02", ["201912", "2020", "20210101", "20210102"]),
        ("2020-02-28~2020-03-01", ["20200228", "20200229", "20200301"]),
        ("2098..", ["2098", "2099"]),
        ("..1991-01", ["1990", "199101"]),
    ],
)
def test_a_range_of_days_is_as_few_years_months_and_days_as_cover_it(value: str, facts: list[str]) -> None:
    node = parse(f"received:{value}")
    leaves = [node] if isinstance(node, Leaf) else list(getattr(node, "parts", ()))
    assert [leaf.words for leaf in leaves] == [(fact("on", each),) for each in facts]


def test_a_stage_is_asked_for_by_its_key_or_its_name() -> None:
    stages = {**stage_names([CALL]), "另一阶段": ("one", "two")}
    assert written(parse("stage:plan", stages)) == "stage=plan"
    assert written(parse("阶段:籌備方案", stages)) == "stage=plan"
    assert written(parse("stage:另一阶段 甲", stages)) == "((stage=one | stage=two) & 甲)"


@pytest.mark.parametrize(
    ("query", "words", "begins"),
    [
        ("zhang*", ("zhang",), True),
        ('"5月 pl*"', ("5", "月", "pl"), True),
        ("直*", ("直",), False),
        ("*zhang", ("zhang",), False),
        ("zhang**", ("zhang",), False),
        ("zhang-*", ("zhang",), False),
    ],
)
def test_an_asterisk_behind_a_word_asks_for_words_that_begin_so(
    query: str, words: tuple[str, ...], begins: bool
) -> None:
    assert parse(query) == Leaf(words, words, None, begins)
