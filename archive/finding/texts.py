"""An entry's texts, in order, each with its place: what is indexed, and what a hit shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, and_, or_, select

from archive.finding.listed import among
from archive.finding.marks import Scope
from archive.finding.prepared import Prepared
from archive.finding.roles import scope_of
from archive.tables import DecisionRow, FindingRow, MailRow, RevisionRow, SubmissionRow, TextRow
from intake.codes import CODES, Code
from intake.decisions.model import DecisionKind

SUBJECT, BODY, SENDER, FILE = "主题", "正文", "发件人", "文件名"
NOTE, DECISION, ERROR = "核对意见", "人工决定", "未能读取"
_SCOPES = {SUBJECT: Scope.SUBJECT, SENDER: Scope.SENDER, FILE: Scope.FILE}
_FIELDS = {
    "modules": "活动模块",
    "co_organisers": "承办单位",
    "contact_name": "联系人",
    "contact_office_phone": "办公电话",
    "contact_mobile": "手机",
    "contact_fax": "传真",
    "contact_email": "电子邮箱",
    "submitted_on": "报送时间",
    "report_title": "报告标题",
}
_ELSEWHERE = frozenset(("plan_text", "report_text"))  # the documents' own texts have them


_S, _R, _T = SubmissionRow.__table__.c, RevisionRow.__table__.c, TextRow.__table__.c
_F, _M, _D = FindingRow.__table__.c, MailRow.__table__.c, DecisionRow.__table__.c
_SUBMISSIONS = Prepared(
    select(_S.id, _S.receipt, _S.organisation, _S.activity, _S.fields, _S.stage, _S.verdict, _S.word, _S.pdf).where(
        among(_S.id, "numbers")
    )
)
_REVISIONS = Prepared(select(_R.id, _R.number, _R.received_at, _R.verdict, _R.fields).where(among(_R.id, "numbers")))
_UNREAD = Prepared(select(_M.digest, _M.error).where(among(_M.digest, "mails"), _M.error != ""))
_OF_TEXTS = select(_T.mail, _T.submission, _T.document, _T.place, _T.text).order_by(_T.id)
_TEXTS, _OTHER_TEXTS = (
    Prepared(_OF_TEXTS.where(among(_T.mail, "mails"))),
    Prepared(_OF_TEXTS.where(among(_T.document, "documents"))),  # with OR in one they take three times as long
)
_FINDINGS = Prepared(
    select(_F.mail, _F.revision, _F.code, _F.severity, _F.detail).where(among(_F.mail, "mails")).order_by(_F.id)
)
_DECISIONS = Prepared(
    select(_D.mail, _D.receipt, _D.kind, _D.actor, _D.code, _D.value, _D.reason)
    .where(or_(among(_D.receipt, "receipts"), and_(among(_D.mail, "mails"), _D.receipt == "")))
    .order_by(_D.id)
)


class Entry(Protocol):
    """What must be known of one."""

    @property
    def mail(self) -> str: ...  # noqa: D102
    @property
    def submission(self) -> int | None: ...  # noqa: D102
    @property
    def revision(self) -> int | None: ...  # noqa: D102
    @property
    def archived(self) -> bool: ...  # noqa: D102


class Piece(NamedTuple):
    """A text of an entry, and the field that it is the value of."""

    place: str
    text: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """What the tables say of some entries' mails and submissions, read at once."""

    submissions: Mapping[int, Any]
    revisions: Mapping[int, Any]
    errors: Mapping[str, str]  # by mail: why it couldn't be read
    findings: Mapping[str, Sequence[Any]]  # by mail
    decisions: Mapping[str, Sequence[Any]]  # by mail or receipt number
    texts: Mapping[str, Sequence[Any]]  # by mail
    documents: Mapping[int, Sequence[Any]]  # texts by document


def read(connection: Connection, entries: Sequence[Any]) -> Rows:
    """All rows that these entries' texts are in."""
    mails = sorted({entry.mail for entry in entries})
    submissions = _by_id(connection, _SUBMISSIONS, {entry.submission for entry in entries})
    revisions = _by_id(connection, _REVISIONS, {entry.revision for entry in entries})
    errors = {row.digest: row.error for row in _UNREAD.rows(connection, mails=mails)}
    return with_texts(connection, mails, submissions, revisions, errors)


def with_texts(
    connection: Connection,
    mails: list[str],
    submissions: Mapping[int, Any],
    revisions: Mapping[int, Any],
    errors: Mapping[str, str],
) -> Rows:
    """These, and what else is to be read of their mails."""
    texts: dict[str, list[Any]] = defaultdict(list)
    documents: dict[int, list[Any]] = defaultdict(list)
    for text in _TEXTS.rows(connection, mails=mails):
        texts[text.mail].append(text)
        documents[text.document].append(text)
    versions = {version for row in submissions.values() for version in (row.word, row.pdf) if version is not None}
    if brought := sorted(versions.difference(documents)):  # with other mails
        for text in _OTHER_TEXTS.rows(connection, documents=brought):
            documents[text.document].append(text)
    findings: dict[str, list[Any]] = defaultdict(list)
    for finding in _FINDINGS.rows(connection, mails=mails):
        findings[finding.mail].append(finding)
    decisions: dict[str, list[Any]] = defaultdict(list)
    for row in _DECISIONS.rows(connection, mails=mails, receipts=sorted(row.receipt for row in submissions.values())):
        decisions[row.receipt or row.mail].append(row)
    return Rows(submissions, revisions, errors, findings, decisions, texts, documents)


def _by_id(connection: Connection, query: Prepared, wanted: set[int | None]) -> dict[int, Any]:
    numbers = sorted(each for each in wanted if each is not None)
    return {row.id: row for row in query.rows(connection, numbers=numbers)} if numbers else {}


def findings(entry: Entry, rows: Rows) -> list[Any]:
    """Those about the mail and about this revision."""
    return [each for each in rows.findings.get(entry.mail, ()) if each.revision in {None, entry.revision}]


def pieces(entry: Entry, rows: Rows) -> list[Piece]:
    """The submission's own first, then the mail's, then versions that came with another mail and still stand."""
    found = _of_submission(entry, rows)
    found += [_piece(each) for each in rows.texts.get(entry.mail, ()) if each.submission in {None, entry.submission}]
    submission = rows.submissions.get(entry.submission or 0)
    if submission is not None and not entry.archived:
        versions = [each for each in (submission.word, submission.pdf) if each is not None]
        earlier = [text for each in versions for text in rows.documents.get(each, ()) if text.mail != entry.mail]
        found += [_piece(each) for each in earlier]
    found += [Piece(NOTE, f"{_wording(each.code)}：{each.detail}", Scope.NOTE) for each in findings(entry, rows)]
    found += [Piece(DECISION, _said(each), Scope.NOTE) for each in _decided(entry, rows)]
    found.append(Piece(ERROR, rows.errors.get(entry.mail, "")))
    return [piece for piece in found if piece.text.strip()]


def _decided(entry: Entry, rows: Rows) -> list[Any]:
    """What people decided about the submission; of one replaced since, that stands with its newest revision."""
    submission = rows.submissions.get(entry.submission or 0)
    found = list(rows.decisions.get(entry.mail, ()))
    return found + list(rows.decisions.get(submission.receipt, ())) if submission and not entry.archived else found


def _said(row: Any) -> str:
    kind = DecisionKind(row.kind).wording
    about = _wording(row.code) if row.code else ""
    return "；".join(each for each in (f"{kind}（{row.actor}）", about, row.value, row.reason) if each)


def _piece(row: Any) -> Piece:
    return Piece(row.place, row.text, _SCOPES.get(row.place) if row.document is None or row.place == FILE else None)


def _of_submission(entry: Entry, rows: Rows) -> list[Piece]:
    submission = rows.submissions.get(entry.submission or 0)
    if submission is None:
        return []
    organisation, activity = named(entry, rows)
    found = [
        Piece("收件编号", submission.receipt, Scope.RECEIPT),
        Piece("单位", organisation, Scope.ORGANISATION),
        Piece("活动", activity, Scope.ACTIVITY),
    ]
    for key, value in fields(entry, rows).items():
        text = "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if key not in _ELSEWHERE and text not in {organisation, activity}:
            found.append(Piece(f"样表·{_FIELDS[key]}" if key in _FIELDS else "样表", text, scope_of(key, value)))
    return found


def fields(entry: Entry, rows: Rows) -> Mapping[str, Any]:
    """The form's fields: as they now stand, or of an archived revision as they stood."""
    submission, revision = rows.submissions.get(entry.submission or 0), rows.revisions.get(entry.revision or 0)
    held: Mapping[str, Any] = {}
    if entry.archived and revision is not None:
        held = revision.fields
    elif submission is not None:
        held = submission.fields
    return held


def named(entry: Entry, rows: Rows) -> tuple[str, str]:
    """Organisation and activity; an archived revision has its own where its form named them."""
    submission = rows.submissions.get(entry.submission or 0)
    if submission is None:
        return "", ""
    own = fields(entry, rows) if entry.archived else {}
    return (
        str(own.get("host_organisation") or submission.organisation),
        str(own.get("activity_name") or submission.activity),
    )


def _wording(code: str) -> str:
    return CODES[Code(code)].wording if code in set(Code) else code
