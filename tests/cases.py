"""Facts of a complete, accepted case, made by hand; a test changes one thing of it and looks at what is found.

`COMPLETE` is a mail with a filled form and its sealed PDF. `arrived(...)` is the same with other documents, mail or
day; `findings_of(...)` is all that is found, of the message and of its submissions.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intake.automatic import reason
from intake.call import Call, Contact, Organisation, Stage
from intake.codes import Code, Severity, Verdict
from intake.grouping import Grouping, group
from intake.judge import judge
from intake.model import Assessment, Case, Finding, JudgedSubmission, Prior
from parsers.facts import (
    Address,
    Box,
    CloudLink,
    Comparison,
    Document,
    Examination,
    FieldKind,
    FieldReading,
    FieldSpec,
    FilledForm,
    FormSpec,
    Kind,
    Line,
    Mail,
    Page,
    PagedDocument,
    Paragraph,
    Prose,
    Signature,
    Stamp,
    StampKind,
    StampShape,
    TextSource,
    Trouble,
    TroubleKind,
    WordDocument,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_TIME = datetime(2020, 4, 20, 10, 11, tzinfo=SHANGHAI)
TOO_LATE = datetime(2020, 4, 23, 0, 0, tzinfo=SHANGHAI)
OURS = frozenset(("submit@office.example.cn",))

LABELS = {
    "host_organisation": ("主办单位名称", FieldKind.TEXT),
    "activity_name": ("主题活动名称", FieldKind.TEXT),
    "modules": ("主题活动模块", FieldKind.OPTIONS),
    "co_organisers": ("承办单位名称", FieldKind.TEXT),
    "contact_name": ("姓名", FieldKind.TEXT),
    "contact_office_phone": ("办公电话", FieldKind.PHONE),
    "contact_mobile": ("手机", FieldKind.MOBILE),
    "contact_fax": ("传真", FieldKind.PHONE),
    "contact_email": ("电子邮箱", FieldKind.EMAIL),
    "submitted_on": ("报送时间", FieldKind.DATE),
    "plan_text": ("工作方案", FieldKind.PROSE),
}
_FIELDS = tuple(FieldSpec(key, (label,), kind) for key, (label, kind) in LABELS.items())
PLAN_STAGE = Stage(
    key="plan",
    name="筹备方案",
    deadline=date(2020, 4, 22),
    wants=("pdf", "word"),
    seal=True,
    form=FormSpec("plan", b"the blank", _FIELDS, ("团结引领", "为民服务"), 2020),
    required=(
        "host_organisation",
        "activity_name",
        "modules",
        "contact_name",
        "contact_mobile",
        "contact_email",
        "plan_text",
    ),
    max_activities=2,
    text_limit=500,
    text_tolerance=0.2,
    text_field="plan_text",
    correction_days=7,
    words=("方案", "筹备"),
)
REPORT_STAGE = Stage(
    key="report",
    name="总结报告",
    deadline=date(2020, 6, 20),
    wants=("pdf", "word"),
    seal=True,
    form=FormSpec("report", None, (FieldSpec("report_text", ("报告正文",), FieldKind.PROSE),), (), 2020),
    required=("host_organisation", "activity_name", "report_text"),
    max_activities=2,
    text_limit=3000,
    text_tolerance=0.05,
    text_field="report_text",
    words=("总结", "报告"),
)
CALL = Call(
    name="2020-07",
    title="青岭科技工作者节特色活动",
    number="云杉函〔2020〕7号",
    address="submit@office.example.cn",
    opened=date(2020, 4, 9),
    contact=Contact("青岭科技工作者节办公室", "（010）60001234", "ask@office.example.cn", "青岭市云杉路1号"),
    options=("团结引领", "为民服务"),
    stages=(PLAN_STAGE, REPORT_STAGE),
)

UNIT, ACTIVITY = "中国云杉工程学会", "云杉林下的科技工作者节"
OTHER_UNIT, OTHER_ACTIVITY = "青岭省红松研究会", "红松讲堂走进山区学校"
TEXT = "以云杉林为课堂，请科技工作者讲自己的故事。五月三十日在青岭举办宣讲会，预计二百人参加，由学会负责安全与后勤。"
OTHER_TEXT = "组织专家赴边远学校讲授红松育苗知识，捐赠图书仪器，设立长期联系点并于年底回访师生。"
ANSWERS: Mapping[str, str | tuple[str, ...] | None] = {
    "host_organisation": UNIT,
    "activity_name": ACTIVITY,
    "modules": ("团结引领",),
    "co_organisers": None,
    "contact_name": "张三",
    "contact_office_phone": "010-60008299",
    "contact_mobile": "13900001234",
    "contact_fax": None,
    "contact_email": "zhangsan@spruce.example.org",
    "submitted_on": "2020-04-16",
    "plan_text": TEXT,
}
OTHER_ANSWERS = {**ANSWERS, "host_organisation": UNIT, "activity_name": OTHER_ACTIVITY, "plan_text": OTHER_TEXT}
_BOX: Box = (0.55, 0.60, 0.75, 0.74)
SEAL = Stamp(1, _BOX, StampKind.INK, StampShape.OFFICIAL, 0.97, UNIT, 0.95)


def _sha256(*said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()


def form(
    answers: Mapping[str, str | tuple[str, ...] | None] = ANSWERS,
    problems: Mapping[str, str] | None = None,
    characters: int = 60,
    blank: bool = False,
) -> FilledForm:
    """A copy of the plan's form. `problems`: what is wrong with a field as written."""
    readings = tuple(
        FieldReading(key, label, _written(answers.get(key)), answers.get(key), (problems or {}).get(key, ""))
        for key, (label, _) in LABELS.items()
    )
    return FilledForm("plan", readings, len(LABELS), len(LABELS), characters, blank)


def _written(value: str | tuple[str, ...] | None) -> str:
    return "、".join(value) if isinstance(value, tuple) else value or ""


def word(identity: str = "1", name: str = "筹备方案.docx", *forms: FilledForm) -> Document:
    """A docx that holds these copies of the form, one filled copy where none is given."""
    copies = forms or (form(),)
    text = "\n".join(f"{reading.label}：{reading.written}" for copy in copies for reading in copy.fields)
    content = WordDocument((Paragraph(text),), sum(copy.characters for copy in copies), forms=copies)
    return Document(
        identity, name, None, _sha256("docx", text, copies), 12_345, Kind.DOCX, content, expected_kinds=(Kind.DOCX,)
    )


def prose_word(
    identity: str = "1",
    name: str = "总结报告.docx",
    text: str = TEXT,
    title: str = "",
    unit: str = "",
    activity: str = "",
    characters: int = 60,
) -> Document:
    """A docx without a form."""
    content = WordDocument((Paragraph(text),), characters, prose=Prose(title, unit, activity, text, characters))
    return Document(
        identity, name, None, _sha256("prose", content), 12_345, Kind.DOCX, content, expected_kinds=(Kind.DOCX,)
    )


def pdf(
    identity: str = "2",
    name: str = "筹备方案.pdf",
    answers: Mapping[str, str | tuple[str, ...] | None] = ANSWERS,
    stamps: tuple[Stamp, ...] = (SEAL,),
    text: str | None = None,
    page_count: int = 1,
    signatures: tuple[Signature, ...] = (),
) -> Document:
    """A scan of one page, sealed, that says what the form says, or `text`."""
    said = (
        text
        if text is not None
        else "\n".join(f"{LABELS[key][0]}：{_written(value)}" for key, value in answers.items())
    )
    lines = tuple(Line(line, (0.1, 0.1, 0.9, 0.12), 0.98) for line in said.split("\n") if line)
    page = Page(1, 595.0, 842.0, lines, TextSource.OCR, stamps)
    content = PagedDocument((page,), page_count, len(said), signature_fields=len(signatures), signatures=signatures)
    return Document(
        identity, name, None, _sha256("pdf", content), 234_567, Kind.PDF, content, expected_kinds=(Kind.PDF,)
    )


def picture(
    identity: str = "3", name: str = "盖章页.jpg", text: str = TEXT, stamps: tuple[Stamp, ...] = (SEAL,)
) -> Document:
    """A photographed page."""
    return replace(pdf(identity, name, text=text, stamps=stamps), kind=Kind.IMAGE, expected_kinds=(Kind.IMAGE,))


def broken(document: Document, kind: TroubleKind, found: str = "已损坏，无法打开") -> Document:
    """The same document that couldn't be read."""
    return replace(document, content=None, sha256=_sha256(document.sha256, kind), troubles=(Trouble(kind, found),))


def archive(identity: str = "9", name: str = "材料.zip", *troubles: TroubleKind) -> Document:
    """A zip; what is wrong with it."""
    met = tuple(Trouble(kind, "打开需要密码" if kind is TroubleKind.ENCRYPTED else "无法打开") for kind in troubles)
    return Document(
        identity,
        name,
        None,
        _sha256(name, troubles),
        99_999,
        Kind.ARCHIVE,
        troubles=met,
        expected_kinds=(Kind.ARCHIVE,),
    )


WORD, PDF = word(), pdf()
SAME = Comparison(0.98)
LINK = CloudLink("QQ邮箱超大附件", "https://disk.example.com/ftn/download?key=1", "2020年5月20日 10:00")


def mail(
    text: str = "各位老师好，现报送我会活动材料，请查收。",
    subject: str = "云杉学会活动材料",
    sender: str = "zhangsan@spruce.example.org",
    headers: Iterable[tuple[str, str]] = (),
    **facts: object,
) -> Mail:
    """A person's mail that hands material in. `headers`: further ones."""
    plain = Mail(
        message_id="<20200420101112.1@spruce.example.org>",
        sender=Address("张三", sender),
        reply_to=(),
        to=(Address("", CALL.address),),
        subject=subject,
        in_reply_to=(),
        references=(),
        date=IN_TIME,
        received=IN_TIME,
        headers=(("return-path", f"<{sender}>"), ("from", f"张三 <{sender}>"), ("subject", subject), *headers),
        content_type="multipart/mixed",
        text=text,
        part_types=("text/plain", "application/octet-stream"),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # by name


@dataclass(frozen=True)
class Arrived:
    """What came, and what it came upon. `comparison` is said of every pair of versions; `digest` tells mails apart."""

    mail: Mail
    documents: tuple[Document, ...]
    received_at: datetime = IN_TIME
    call: Call = CALL
    priors: tuple[Prior, ...] = ()
    comparison: Comparison | None = SAME
    on_record: Mapping[str, int] | None = None
    digest: str = "a" * 64

    def examination(self) -> Examination:
        return Examination(self.digest, 345_678, self.mail, self.documents)

    def grouping(self) -> Grouping:
        grouping = group(self.examination(), self.call, self.received_at, self.priors)
        return grouping.with_comparisons([self.comparison] * len(grouping.pairs()))

    def case(self) -> Case:
        grouping = self.grouping()
        return Case(
            digest=self.digest,
            examination=self.examination(),
            call=self.call,
            received_at=self.received_at,
            automatic=reason(self.mail, OURS),
            roles=grouping.roles,
            materials=grouping.materials,
            accepted_activities=self.on_record or {},
        )

    def judged(self) -> Assessment:
        return judge(self.case(), OURS)


COMPLETE = Arrived(mail(), (WORD, PDF))


def arrived(*documents: Document, **changes: object) -> Arrived:
    """The complete case with these documents, and whatever else is named, in place of its own."""
    return replace(COMPLETE, documents=documents or COMPLETE.documents, **changes)  # type: ignore[arg-type]  # by name


def with_stage(**changes: object) -> Call:
    """The call with its plan's stage changed."""
    return replace(CALL, stages=(replace(PLAN_STAGE, **changes), REPORT_STAGE))  # type: ignore[arg-type]  # by name


def roster(*names: str, seals: tuple[str, ...] = ()) -> Call:
    """The call with a roster of these units; `seals` may stand on the first one's seal."""
    return replace(
        CALL, roster=tuple(Organisation((name,), seals=seals if not at else ()) for at, name in enumerate(names))
    )


def findings_of(assessment: Assessment) -> tuple[Finding, ...]:
    return (*assessment.findings, *(finding for each in assessment.submissions for finding in each.findings))


def codes_of(case: Arrived) -> list[Code]:
    return [finding.code for finding in findings_of(case.judged())]


def prior_of(
    submission: JudgedSubmission, number: int = 1, reasons: tuple[str, ...] = ("organisation",), **changes: object
) -> Prior:
    """The submission as the records would give it to a later mail."""
    material = submission.material
    came = next(version.received_at for version in (material.word, material.pdf) if version)
    prior = Prior(
        submission=number,
        receipt=f"2020-07-{number:04d}X",
        stage=material.stage.key,
        organisation=material.organisation,
        activity=material.activity,
        verdict=submission.verdict,
        first_received_at=came,
        last_received_at=came,
        revision=1,
        word=material.word,
        pdf=material.pdf,
        reasons=reasons,
    )
    return replace(prior, **changes)  # type: ignore[arg-type]  # by name


def priors_of(case: Arrived, reasons: tuple[str, ...] = ("organisation",), **changes: object) -> tuple[Prior, ...]:
    """All submissions of an earlier mail."""
    submissions = enumerate(case.judged().submissions, 1)
    return tuple(replace(prior_of(each, number, reasons), **changes) for number, each in submissions)  # type: ignore[arg-type]  # by name


def later(case: Arrived, when: datetime = datetime(2020, 4, 21, 9, 0, tzinfo=SHANGHAI), **changes: object) -> Arrived:
    """The same as another mail, some time later."""
    return replace(case, received_at=when, digest="b" * 64, **changes)  # type: ignore[arg-type]  # by name


@dataclass(frozen=True)
class Pair:
    """Two cases that differ in one thing: `without` yields nothing of the code, `within` yields it, alone.

    `says` are words that its sentence holds; `already` are codes that both cases share, other than it.
    """

    code: Code
    within: Arrived
    severity: Severity
    document: str | None = None
    field: str | None = None
    says: tuple[str, ...] = ()
    without: Arrived = COMPLETE
    already: tuple[Code, ...] = ()
    about: str = ""

    def __str__(self) -> str:
        return f"{self.code}-{self.severity}{f'-{self.about}' if self.about else ''}"

    def holds(self) -> None:
        """Asserts all of it."""
        assert codes_of(self.without) == list(self.already)
        found = findings_of(self.within.judged())
        assert [finding.code for finding in found if finding.code not in self.already] == [self.code], found
        finding = next(finding for finding in found if finding.code is self.code)
        assert (finding.severity, finding.document, finding.field) == (self.severity, self.document, self.field)
        assert finding.detail.endswith("。")
        assert all(words in finding.detail for words in self.says), finding.detail


def verdicts_of(case: Arrived) -> tuple[Verdict, list[Verdict]]:
    assessment = case.judged()
    return assessment.verdict, [each.verdict for each in assessment.submissions]
