"""Mails, assessments and letters made by hand: what intake hands to the archive, without reading a single document."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from archive.records import SqlRecords
from archive.tables import SHANGHAI
from intake.call import Call, Contact, Stage
from intake.codes import Code, Verdict
from intake.model import Assessment, Case, Finding, JudgedSubmission, Letter, Material, Prior, Version
from intake.ports import Filing, RawMail, Sighting
from parsers.facts import (
    Address,
    Box,
    Document,
    Examination,
    FieldReading,
    FilledForm,
    FormSpec,
    Kind,
    Line,
    Mail,
    Page,
    PagedDocument,
    Paragraph,
    Stamp,
    StampKind,
    StampShape,
    TextSource,
    WordDocument,
)

NOON = datetime(2020, 4, 16, 12, 0, tzinfo=SHANGHAI)
_FORM = FormSpec("plan", b"a blank", (), (), 2020)
STAGE = Stage("plan", "筹备方案", date(2020, 4, 22), ("word", "pdf"), True, _FORM, (), text_limit=500)
CALL = Call("2020-29", "某活动", "29", "a@example.org", date(2020, 4, 9), Contact(), (), (STAGE,))
OTHER_CALL = replace(CALL, name="2021-7")
BOX: Box = (0.5, 0.6, 0.7, 0.8)


def address(records: SqlRecords) -> str:
    """For another process to open."""
    return records.engine.url.render_as_string(hide_password=False)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def sighting(uid: int = 1, folder: str = "INBOX", account: str = "a@example.org", uidvalidity: int = 7) -> Sighting:
    return Sighting(account, folder, uidvalidity, uid)


def raw_mail(raw: bytes, arrived_at: datetime = NOON) -> RawMail:
    return RawMail(digest_of(raw), len(raw), arrived_at)


def word(identity: str, name: str, text: str) -> Document:
    form = FilledForm("plan", (FieldReading("contact_name", "姓名", text, text),), 3, 9, 42, False)
    content = WordDocument((Paragraph(text),), 99, forms=(form,))
    return Document(identity, name, None, digest_of(text.encode()), len(text.encode()), Kind.DOCX, content)


def pdf(identity: str, name: str, *pages: str) -> Document:
    stamp = Stamp(1, BOX, StampKind.INK, StampShape.OFFICIAL, 0.9, "中国云杉工程学会")
    looked_at = tuple(
        Page(number, 595.0, 842.0, (Line(text, BOX, 0.98),), TextSource.OCR, (stamp,))
        for number, text in enumerate(pages, 1)
    )
    raw = "\f".join(pages).encode()
    content = PagedDocument(looked_at, len(pages), 12)
    return Document(identity, name, None, digest_of(raw), len(raw), Kind.PDF, content)


def examination(raw: bytes, documents: Iterable[Document] = (), **mail: object) -> Examination:
    digest = digest_of(raw)
    facts = Mail(
        message_id=f"<{digest[:12]}@example.org>",
        sender=Address("张三", "ZhangSan@example.org"),
        reply_to=(),
        to=(Address("", CALL.address),),
        subject="报送材料",
        in_reply_to=(),
        references=(),
        date=NOON,
        received=NOON,
        headers=(),
        content_type="multipart/mixed",
        text="材料见附件。",
    )
    return Examination(digest, len(raw), replace(facts, **mail), tuple(documents))  # type: ignore[arg-type]  # by name


def judged(
    raw: bytes,
    organisation: str,
    activity: str,
    *,
    prior: Prior | None = None,
    verdict: Verdict = Verdict.ACCEPTED,
    word_version: Document | None = None,
    pdf_version: Document | None = None,
    received_at: datetime = NOON,
    doubtful: str = "",
) -> JudgedSubmission:
    digest = digest_of(raw)
    material = Material(
        stage=STAGE,
        organisation=organisation,
        activity=activity,
        fields={"host_organisation": organisation, "modules": ("团结引领", "建家办事"), "contact_fax": None},
        word=Version(digest, word_version, received_at, 0) if word_version else None,
        pdf=Version(digest, pdf_version, received_at) if pdf_version else None,
        documents=tuple(version.id for version in (word_version, pdf_version) if version),
        prior=prior,
        doubtful=doubtful,
    )
    severity = {Verdict.CORRECTION: Code.STAMP_MISSING, Verdict.REVIEW: Code.LATE}
    code = severity.get(verdict)
    findings = (Finding(code, code.severity, "一句话", "1"),) if code else ()
    return JudgedSubmission(material, findings, verdict)


def assessed(
    facts: Examination,
    submissions: Iterable[JudgedSubmission] = (),
    *,
    call: Call = CALL,
    received_at: datetime = NOON,
    verdict: Verdict | None = None,
    findings: tuple[Finding, ...] = (),
) -> Assessment:
    submissions = tuple(submissions)
    case = Case(facts.sha256, facts, call, received_at, "", {d.id: "plan_word" for d in facts.documents}, ())
    worst = verdict or (submissions[0].verdict if submissions else Verdict.IGNORED)
    return Assessment(case, findings, submissions, worst, (), "zhangsan@example.org")


def letter(*receipts: str, to: str = "zhangsan@example.org", held: str = "", due_at: datetime = NOON) -> Letter:
    return Letter(
        "acknowledgement",
        to,
        "回执",
        "已收到。",
        "<p>已收到。</p>",
        "<q@example.org>",
        ("<q@example.org>",),
        due_at,
        receipts,
        held,
    )


def simple(raw: bytes, organisation: str = "中国云杉工程学会", activity: str = "云杉林下的节日") -> Assessment:
    """One mail with one submission in two versions."""
    documents = (word("1", "方案.docx", f"{organisation}{activity}直播"), pdf("2", "方案.pdf", "第一页的字", "盖章页"))
    versions = {"word_version": documents[0], "pdf_version": documents[1]}
    return assessed(examination(raw, documents), [judged(raw, organisation, activity, **versions)])  # type: ignore[arg-type]


def register(records: SqlRecords, raw: bytes, uid: int = 1) -> str:
    with records.transaction() as transaction:
        transaction.register(raw_mail(raw), sighting(uid))
    return digest_of(raw)


def file(
    records: SqlRecords, assessment: Assessment, *letters: Letter, now: datetime = NOON, uid: int = 0
) -> tuple[str, ...]:
    """Register where that is needed and file, with one letter about all its submissions unless others are given."""
    digest = assessment.case.digest
    with records.transaction() as transaction:
        transaction.register(
            RawMail(digest, assessment.case.examination.size, NOON), sighting(uid or int(digest[:6], 16))
        )
        receipts = transaction.receipts(assessment)
        own = letters or ((letter(*receipts, due_at=now + timedelta(minutes=3)),) if receipts else ())
        transaction.file(digest, Filing(assessment, own, now))
    return receipts
