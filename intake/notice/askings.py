"""What a notice asks for: each deadline, and what is to be handed in by it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from intake.notice.dates import Dated, dates_in
from intake.notice.model import Asking
from intake.notice.text import NUMERAL, number

_FINAL = ("总结报告", "工作总结", "活动总结", "总结材料", "结题报告", "成果报告", "总结")
_FIRST = (
    *(
        "筹备方案",
        "活动方案",
        "工作方案",
        "实施方案",
        "申报书",
        "申报表",
        "申报单",
        "申请书",
        "申请表",
        "推荐表",
        "推荐书",
    ),
    *("报名表", "登记表", "信息表", "回执", "推荐材料", "申报材料", "报名材料", "参赛作品", "作品", "案例", "论文"),
    *("方案", "报告", "材料"),
)
_NOUN = re.compile("|".join((*_FINAL, *_FIRST)))
_HANDED = re.compile(r"报送|提交|上报|报至|发送|发至|寄送|寄至|申报|推荐|报名|填报|反馈|投稿|报来|递交|截稿")
_PDF = re.compile(r"pdf|扫描件", re.IGNORECASE)
_WORD = re.compile(r"word|wps|docx?(?![a-z])|可编辑|电子文档", re.IGNORECASE)
_SEAL = re.compile(r"盖章|公章|签章|加盖")
_PIECES = "[项个件篇部例份名]"
_BETWEEN = re.compile(rf"{NUMERAL}(?:-|－|—|–|~|～|至|到)({NUMERAL}){_PIECES}")
_AT_MOST = re.compile(
    rf"(?:不超过|不得超过|不多于|限报|限推荐|限额|限|最多|至多|仅限|可报送?)(?:报送|推荐|申报)?({NUMERAL}){_PIECES}"
)
_LENGTHS = (
    re.compile(rf"(?P<limit>{NUMERAL})个?字(?:以内|之内|内|左右|以下)"),
    re.compile(rf"(?:不超过|不多于|不得超过|控制在|限)(?P<limit>{NUMERAL})个?字"),
)
_LOOSE = re.compile(r"原则上|一般|左右")
_TAIL = re.compile(r"[，,、]?(?:并|和|及|且)?(?:于|在)?$")  # what leads on to the next deadline
_NEAR = 16  # characters before a length that may say 原则上


def askings_in(text: str, issued: date | None) -> tuple[Asking, ...]:
    """The askings of a text without blanks, in the order of their deadlines, each name once."""
    found: dict[str, Asking] = {}
    sentences = re.split(r"[。；;！!]", text)
    elsewhere = "。".join(each for each in sentences if not any(due.deadline for due in dates_in(each, issued)))
    for sentence in sentences:
        for asking in _of_sentence(sentence, text, elsewhere, issued):
            found.setdefault(asking.name, asking)
    return tuple(sorted(found.values(), key=lambda each: each.deadline or date.max))


def named_in(title: str) -> str:
    """What a form's title says it is (特色亮点活动筹备方案 → 筹备方案): the last such word, "" where there is none."""
    found = _NOUN.findall(title)
    return found[-1] if found else ""


def is_final(name: str) -> bool:
    """Whether what is so called tells of what has been done."""
    return name in _FINAL


def text_limit(text: str) -> tuple[int | None, bool]:
    """A limit in 字 and whether it holds in principle only; (None, False) where the text has none."""
    for pattern in _LENGTHS:
        if match := pattern.search(text):
            around = text[max(0, match.start() - _NEAR) : match.end()]
            return number(match["limit"]), bool(_LOOSE.search(around))
    return None, False


def most_pieces(text: str) -> int | None:
    """How many pieces one may hand in, None where the text doesn't say."""
    for pattern in (_BETWEEN, _AT_MOST):
        if match := pattern.search(text):
            return number(match[1])
    return None


def versions(text: str) -> tuple[str, ...]:
    """Which of pdf and word the text asks for."""
    return tuple(name for name, pattern in (("pdf", _PDF), ("word", _WORD)) if pattern.search(text))


def sealed(text: str) -> bool:
    """Whether the text asks for a seal."""
    return bool(_SEAL.search(text))


def _of_sentence(sentence: str, text: str, elsewhere: str, issued: date | None) -> Iterator[Asking]:
    due = [each for each in dates_in(sentence, issued) if each.deadline]
    if not due or not _HANDED.search(sentence):
        return
    for index, each in enumerate(due):
        yield _asking(each, _around(sentence, due, index), text, elsewhere)


def _around(sentence: str, due: Sequence[Dated], index: int) -> tuple[str, str]:
    """What stands behind a deadline, up to the next; and before it, from the one before."""
    end = due[index + 1].start if index + 1 < len(due) else len(sentence)
    start = due[index - 1].end if index else 0
    return sentence[due[index].start : end], sentence[start : due[index].start]


def _asking(due: Dated, around: tuple[str, str], text: str, elsewhere: str) -> Asking:
    """`elsewhere`: the sentences of the text that hold no deadline, where a limit may stand that this one doesn't repeat."""
    behind, before = around
    noun = _NOUN.search(behind)
    names = [noun[0]] if noun else _NOUN.findall(before)[-1:]
    passage = behind if noun else before + behind
    final = bool(names) and is_final(names[0])
    limit, loose = text_limit(passage)
    if limit is None and not final:
        said = next((each for each in (before, elsewhere) if text_limit(each)[0] is not None), "")
        limit, loose = text_limit(said)
    return Asking(
        name=names[0] if names else "材料",
        deadline=due.day,
        wants=versions(passage) or versions(text),
        seal=sealed(passage) or sealed(text),
        most=most_pieces(passage) or most_pieces(text),
        text_limit=limit,
        in_principle=loose,
        final=final,
        about=_TAIL.sub("", ("" if noun else before[-_NEAR:]) + behind),
    )
