"""What `field:value` means: the fields' names, English and Chinese, and how each reads its value."""

from collections.abc import Callable, Mapping

from archive.finding.dates import received
from archive.finding.folding import folded, is_chinese, words
from archive.finding.marks import Scope, beginning, ending, fact, scoped
from archive.finding.tree import And, Leaf, Node, Or
from intake.codes import CODES, Verdict

Reading = Callable[[str], Node | None]
_INITIALS_ALONE = 3  # letters that a word has, at least, to be taken for initials, too
HAS = {
    "stamp": ("公章", "印章", "章"),
    "signature": ("数字签名", "签名"),
    "pdf": ("pdf版",),
    "word": ("word版",),
    "attachment": ("附件",),
    "finding": ("意见", "问题"),
}


def phrase(written: str, scope: Scope | None = None) -> Leaf | None:
    """A leaf of the written words, in that field; None where there is no word in it.

    An asterisk behind its last word asks for words that begin so; behind a Chinese character it asks for nothing more.
    """
    found = tuple(words(written))
    if not found:
        return None
    begins = written.rstrip().endswith("*") and folded(written)[-2:-1].isalnum() and not is_chinese(found[-1][-1])
    return Leaf(scoped(scope, found) if scope else found, found, scope, begins)


def word(written: str) -> Node | None:
    """A phrase, or an organisation whose pinyin initials begin or end so."""
    leaf = phrase(written)
    if leaf is None or not _are_letters(written, _INITIALS_ALONE):
        return leaf
    return Or((leaf, *_by_initials(written)))


def _organisation(written: str) -> Node | None:
    leaf = phrase(written, Scope.ORGANISATION)
    if leaf is None or not _are_letters(written, 2):
        return leaf
    return Or((leaf, *_by_initials(written)))


def _are_letters(written: str, least: int) -> bool:
    plain = folded(written)
    return len(plain) >= least and plain.isascii() and plain.isalpha()


def _by_initials(written: str) -> tuple[Leaf, ...]:
    letters = folded(written)
    return Leaf(beginning(letters)), Leaf(ending(letters))


def _module(written: str) -> Node | None:
    """A module's whole name, which one look tells, or words that stand in it."""
    leaf = phrase(written, Scope.MODULE)
    return leaf if leaf is None or leaf.begins else Or((Leaf((fact("module", written),)), leaf))


def _in(scope: Scope) -> Reading:
    return lambda written: phrase(written, scope)


def _file(written: str) -> Node | None:
    """`*.doc` by the ending; else each piece between asterisks stands in a file's name."""
    start, dot, ending_ = written.rpartition(".")
    if dot and start.endswith("*") and ending_.isalnum():
        pieces: list[Node | None] = [Leaf((fact("ending", ending_),)), *map(_in(Scope.FILE), start.split("*"))]
    else:
        pieces = [phrase(piece, Scope.FILE) for piece in written.replace("?", "*").split("*")]
    found = tuple(piece for piece in pieces if piece is not None)
    return And(found) if len(found) > 1 else next(iter(found), None)


def _fact(name: str) -> Reading:
    return lambda written: Leaf((fact(name, written),)) if words(written) else None


def _one_of(name: str, values: Mapping[str, str]) -> Reading:
    """`values`: every accepted writing, folded, and the value it stands for."""

    def read(written: str) -> Node | None:
        value = values.get(folded(written.strip()))
        if value is None:
            raise ValueError(f"应为{'、'.join(dict.fromkeys(values.values()))}之一")
        return Leaf((fact(name, value),))

    return read


def _received(written: str) -> Node | None:
    return Or(tuple(Leaf((each,)) for each in received(written)))


_VERDICTS = {name: each.value for each in Verdict for name in (each.value, folded(each.wording))}
_CODES = {name: code.value for code in CODES for name in (code.value, folded(code.wording))}
_HAS = {folded(name): value for value, names in HAS.items() for name in (value, *names)}

_IS = {"current": "current", "现行": "current", "archived": "archived", "已替换": "archived"}

_FIELDS: tuple[tuple[Reading, str], ...] = (
    (_organisation, "organisation organization 单位 报送单位 主办单位"),
    (_in(Scope.ACTIVITY), "activity 活动 活动名称"),
    (_module, "module 模块 活动模块"),
    (_in(Scope.CONTACT), "contact 联系人 联系方式"),
    (_in(Scope.SENDER), "sender from 发件人 发信人"),
    (_in(Scope.SUBJECT), "subject 主题 标题"),
    (_file, "file 文件 文件名 附件"),
    (_in(Scope.RECEIPT), "receipt 编号 收件编号"),
    (_in(Scope.NOTE), "note 核对意见 意见"),
    (_fact("stage"), "stage 阶段"),
    (_fact("call"), "call 通知"),
    (_one_of("verdict", _VERDICTS), "verdict 结果 核对结果"),
    (_one_of("code", _CODES), "code 意见代码"),
    (_one_of("has", _HAS), "has 有 含"),
    (_one_of("is", _IS), "is 状态"),
    (_received, "received 收到 收到日期 日期"),
)
FIELDS: Mapping[str, Reading] = {name: reading for reading, names in _FIELDS for name in names.split()}
