"""What a 四性检测 asks of electronic records (DA/T 70-2018): is it authentic, whole, usable, safe; each with what was counted.

Made of what a verification has read and of the tables. What this program can't tell is said to be unexamined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from archive import audit
from archive.finding.upkeep import unindexed
from archive.fixity import database
from archive.recorded.record import place
from archive.records import SqlRecords
from archive.tables import AuditRow, DocumentRow, FindingRow, MailRow, SubmissionRow
from archive.verify import Verification
from intake.errors import StoreError
from intake.receipt import find_receipts

_UNREADABLE = ("document_unreadable", "document_encrypted", "container_unreadable", "container_encrypted")
_TOGETHER = 500
_REQUIRED = (("organisation", "责任者（报送单位）"), ("activity", "题名（活动名称）"))


class Quality(StrEnum):
    """The four."""

    AUTHENTIC = "真实性"
    COMPLETE = "完整性"
    USABLE = "可用性"
    SAFE = "安全性"


class Result(StrEnum):
    """What came of an item. What is worth knowing and no damage is noted."""

    PASSED = "通过"
    FAILED = "不通过"
    NOTED = "注意"
    UNEXAMINED = "未检测"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the examination: what was looked at, how, how many, and what was found, a line each."""

    quality: Quality
    name: str
    how: str
    counted: str
    result: Result
    found: tuple[str, ...] = ()


def items(records: SqlRecords, found: Verification) -> tuple[Item, ...]:
    """All items, in the standard's order."""
    own = []
    try:
        with records.reading() as session:
            own += [*_blobs(found, _names(session, (*found.corrupt, *found.missing))), *_tables(session, found)]
    except StoreError as error:
        own += _blobs(found, {})
        own.append(_judged(Quality.USABLE, "数据库可访问", "打开数据库，读取各表", "", (str(error),)))
    order = list(Quality)
    return tuple(sorted((*own, *_unexamined()), key=lambda each: order.index(each.quality)))


def _judged(
    quality: Quality, name: str, how: str, counted: str, found: tuple[str, ...], bad: Result = Result.FAILED
) -> Item:
    return Item(quality, name, how, counted, bad if found else Result.PASSED, found)


def _names(session: Session, digests: Sequence[str]) -> dict[str, str]:
    """What people know blobs by: a mail's subject, a document's name."""
    named = {}
    for start in range(0, len(digests), _TOGETHER):
        some = digests[start : start + _TOGETHER]
        mails = session.execute(select(MailRow.digest, MailRow.sender, MailRow.subject).where(MailRow.digest.in_(some)))
        named.update({row.digest: f"{row.sender}的来信“{row.subject}”" for row in mails})
        documents = select(DocumentRow.sha256, DocumentRow.name, MailRow.sender).join(
            MailRow, MailRow.digest == DocumentRow.mail
        )
        rows = session.execute(documents.where(DocumentRow.sha256.in_(some)))
        named.update({row.sha256: f"{row.sender}来信里的{row.name}" for row in rows})
    return named


def _blobs(found: Verification, names: Mapping[str, str]) -> Iterator[Item]:
    def said(digest: str) -> str:
        return f"{names[digest]}（{digest}）" if digest in names else digest

    records = {place(*each) for each in found.compared.missing | found.compared.corrupt}
    counted = f"{found.blobs}个文件，{found.bytes}字节"
    how = "逐个重新读取，计算SHA-256，与收到时登记的相比"
    corrupt = tuple(said(each) for each in found.corrupt if each not in records)
    yield _judged(Quality.AUTHENTIC, "原件固化信息有效", how, counted, corrupt)
    missing = tuple(said(each) for each in found.missing if each not in records)
    yield _judged(Quality.COMPLETE, "登记的原件齐全", "数据库登记的来信和文件，逐个在存档中查找", counted, missing)
    how = "列出存档中没有登记的文件"
    yield _judged(Quality.SAFE, "没有多余文件", how, counted, found.unknown)


def _tables(session: Session, found: Verification) -> Iterator[Item]:
    yield from _authentic(session, found)
    yield from _complete(session, found)
    yield from _usable(session)
    yield from _safe(session)


def _authentic(session: Session, found: Verification) -> Iterator[Item]:
    lines = f"{_count(session, select(AuditRow.id))}行"
    how = "逐行重算摘要，看是否与前一行相接；日志只能追加，不能改动删除"
    yield _judged(Quality.AUTHENTIC, "操作日志没有改动", how, lines, tuple(audit.broken(session)))
    mails = f"{_count(session, select(MailRow.digest))}封来信"
    how = "已登记的来信在日志中应有登记的一行"
    yield _judged(Quality.AUTHENTIC, "登记过程有据可查", how, mails, tuple(database.unlogged(session)))
    compared = found.compared
    wrong = sorted(place(*each) for each in compared.corrupt | compared.differing)
    how = "存档中每份记录重算摘要，内容与数据库逐项比较"
    counted = f"{_count(session, select(SubmissionRow.id))}个报送件及其来信、信件、决定的记录"
    yield _judged(Quality.AUTHENTIC, "元数据与存档记录一致", how, counted, tuple(wrong))


def _complete(session: Session, found: Verification) -> Iterator[Item]:
    compared = found.compared
    lost = (*sorted(place(*each) for each in compared.missing | compared.behind), *sorted(compared.alone))
    how = "数据库中每个报送件、每封来信和信件，在存档中应有一份记录；反过来也是"
    submissions = f"{_count(session, select(SubmissionRow.id))}个报送件"
    yield _judged(Quality.COMPLETE, "记录齐全", how, submissions, lost)
    bare = tuple(database.bare(session))
    yield _judged(Quality.COMPLETE, "报送件都有来信", "每个报送件至少有一封来信", submissions, bare)
    how = "收件编号校验字母正确，每个通知从1起不缺号"
    yield _judged(Quality.COMPLETE, "收件编号连续", how, submissions, tuple(_gaps(session)))
    how = "题名、责任者不应为空；空的在归档前补填"
    yield _judged(Quality.COMPLETE, "必填元数据齐全", how, submissions, tuple(_unfilled(session)), Result.NOTED)


def _gaps(session: Session) -> Iterator[str]:
    by_call: dict[str, set[int]] = {}
    for call, receipt in session.execute(select(SubmissionRow.call, SubmissionRow.receipt)):
        if receipt not in find_receipts(receipt):
            yield f"收件编号{receipt}的校验字母不对"
        else:
            by_call.setdefault(call, set()).add(int(receipt.rpartition("-")[2][:-1]))
    for call, numbers in by_call.items():
        for gap in sorted(set(range(1, max(numbers) + 1)) - numbers):
            yield f"{call}缺少第{gap}号"


def _unfilled(session: Session) -> Iterator[str]:
    open_ones = select(SubmissionRow).where(SubmissionRow.closed == "").order_by(SubmissionRow.id)
    for row in session.scalars(open_ones):
        for name, words in _REQUIRED:
            if not getattr(row, name):
                yield f"{row.receipt}没有{words}"


def _usable(session: Session) -> Iterator[Item]:
    tables = "全部数据表"
    how = "数据库自检，外键都有所指；PostgreSQL由其自身保证"
    yield _judged(Quality.USABLE, "数据库可访问", how, tables, tuple(database.structure(session)))
    mails = f"{_count(session, select(MailRow.digest).where(MailRow.state == 'filed'))}封来信"
    how = "登记的来信都能检索到"
    yield _judged(Quality.USABLE, "检索可用", how, mails, tuple(unindexed(session)))
    documents = _count(session, select(DocumentRow.id))
    kinds = session.execute(
        select(DocumentRow.kind, func.count()).group_by(DocumentRow.kind).order_by(DocumentRow.kind)
    )
    named = "，".join(f"{kind} {number}" for kind, number in kinds)
    how = "按内容而不是按扩展名识别格式"
    yield Item(Quality.USABLE, "内容格式", how, f"{documents}个文件：{named}" if named else "0个文件", Result.PASSED)
    how = "收到时已逐个打开；打不开的、要密码的列出"
    shut = tuple(_documents(session, _UNREADABLE))
    yield _judged(Quality.USABLE, "内容可读", how, f"{documents}个文件", shut, Result.NOTED)


def _safe(session: Session) -> Iterator[Item]:
    documents = f"{_count(session, select(DocumentRow.id))}个文件"
    how = "收到时识别宏、脚本、可执行文件和会运行的嵌入对象；原件照存，不运行"
    risky = tuple(_documents(session, ("document_dangerous",)))
    yield _judged(Quality.SAFE, "会运行的内容", how, documents, risky, Result.NOTED)


def _documents(session: Session, codes: tuple[str, ...]) -> Iterator[str]:
    """Documents of the submissions as they now stand that a finding of these kinds is about."""
    query = (
        select(SubmissionRow.receipt, DocumentRow.name, FindingRow.detail)
        .join(FindingRow, FindingRow.revision == SubmissionRow.current)
        .join(DocumentRow, (DocumentRow.mail == FindingRow.mail) & (DocumentRow.place == FindingRow.document))
        .where(FindingRow.code.in_(codes))
        .order_by(SubmissionRow.id, FindingRow.id)
    )
    return (f"{receipt}的{name}：{detail}" for receipt, name, detail in session.execute(query))


def _unexamined() -> Iterator[Item]:
    how = "本程序不带杀毒引擎，请用本单位的杀毒软件扫描存档目录，在此注明结果"
    yield Item(Quality.SAFE, "病毒", how, "", Result.UNEXAMINED)
    how = "存放介质和机房由保管部门检查，在此注明结果"
    yield Item(Quality.SAFE, "载体", how, "", Result.UNEXAMINED)


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
