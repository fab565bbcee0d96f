"""Every finding code, what it is about, its usual severity and the words a person reads (CONTRACT, Finding codes)."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs; see `intake.verdict` for what follows from it."""

    INFO = "info"
    WARNING = "warning"
    REVIEW = "review"
    ERROR = "error"


class Verdict(StrEnum):
    """What became of a message or submission, with the words people see."""

    ACCEPTED = "accepted"
    CORRECTION = "correction"
    REVIEW = "review"
    IGNORED = "ignored"

    @property
    def wording(self) -> str:
        """The Chinese word."""
        return {"accepted": "材料齐全", "correction": "需补正", "review": "待人工核对", "ignored": "非报送邮件"}[
            self.value
        ]


class About(StrEnum):
    """What a finding of a code is about."""

    MESSAGE = "message"
    DOCUMENT = "document"
    SUBMISSION = "submission"


class Code(StrEnum):
    """The stable codes."""

    AUTOMATIC_MAIL = "automatic_mail"
    NOT_A_SUBMISSION = "not_a_submission"
    ATTACHMENT_MISSING = "attachment_missing"
    CLOUD_LINK = "cloud_link"
    CONTAINER_UNREADABLE = "container_unreadable"
    CONTAINER_ENCRYPTED = "container_encrypted"
    CONTAINER_TOO_LARGE = "container_too_large"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_ENCRYPTED = "document_encrypted"
    DOCUMENT_EMPTY = "document_empty"
    DOCUMENT_DANGEROUS = "document_dangerous"
    TYPE_MISMATCH = "type_mismatch"
    PDF_MISSING = "pdf_missing"
    WORD_MISSING = "word_missing"
    STAMP_MISSING = "stamp_missing"
    STAMP_UNCERTAIN = "stamp_uncertain"
    STAMP_ORGANISATION_MISMATCH = "stamp_organisation_mismatch"
    SIGNATURE_INVALID = "signature_invalid"
    WRONG_TEMPLATE = "wrong_template"
    FORM_BLANK = "form_blank"
    FIELD_MISSING = "field_missing"
    FIELD_INVALID = "field_invalid"
    MODULE_MISSING = "module_missing"
    TEXT_TOO_LONG = "text_too_long"
    VERSIONS_DIFFER = "versions_differ"
    LATE = "late"
    TOO_MANY_ACTIVITIES = "too_many_activities"
    BELONGING_DOUBTFUL = "belonging_doubtful"
    ORGANISATION_UNKNOWN = "organisation_unknown"
    DUPLICATE = "duplicate"
    REVISION = "revision"

    @property
    def about(self) -> About:
        """What a finding of this code is about."""
        return CODES[self].about

    @property
    def severity(self) -> Severity:
        """The severity it has unless a rule says otherwise."""
        return CODES[self].severity

    @property
    def wording(self) -> str:
        """A few Chinese words for tables and headings."""
        return CODES[self].wording


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code's row in the table below."""

    about: About
    severity: Severity
    wording: str


_M, _D, _S = About.MESSAGE, About.DOCUMENT, About.SUBMISSION
_I, _W, _R, _E = Severity.INFO, Severity.WARNING, Severity.REVIEW, Severity.ERROR

CODES: dict[Code, CodeEntry] = {
    Code.AUTOMATIC_MAIL: CodeEntry(_M, _I, "自动邮件"),
    Code.NOT_A_SUBMISSION: CodeEntry(_M, _R, "来信未报送材料"),
    Code.ATTACHMENT_MISSING: CodeEntry(_M, _E, "漏附附件"),
    Code.CLOUD_LINK: CodeEntry(_M, _E, "材料为网盘链接"),
    Code.CONTAINER_UNREADABLE: CodeEntry(_D, _E, "压缩包无法打开"),
    Code.CONTAINER_ENCRYPTED: CodeEntry(_D, _E, "压缩包需要密码"),
    Code.CONTAINER_TOO_LARGE: CodeEntry(_D, _E, "压缩包超出限制"),
    Code.DOCUMENT_UNREADABLE: CodeEntry(_D, _E, "文件无法打开"),
    Code.DOCUMENT_ENCRYPTED: CodeEntry(_D, _E, "文件需要密码"),
    Code.DOCUMENT_EMPTY: CodeEntry(_D, _E, "文件没有内容"),
    Code.DOCUMENT_DANGEROUS: CodeEntry(_D, _R, "文件含可运行内容"),
    Code.TYPE_MISMATCH: CodeEntry(_D, _W, "扩展名与内容不符"),
    Code.PDF_MISSING: CodeEntry(_S, _E, "缺少PDF版"),
    Code.WORD_MISSING: CodeEntry(_S, _E, "缺少Word版"),
    Code.STAMP_MISSING: CodeEntry(_D, _E, "未见公章"),
    Code.STAMP_UNCERTAIN: CodeEntry(_D, _R, "公章不能确认"),
    Code.STAMP_ORGANISATION_MISMATCH: CodeEntry(_D, _R, "公章与报送单位不一致"),
    Code.SIGNATURE_INVALID: CodeEntry(_D, _R, "数字签名无效"),
    Code.WRONG_TEMPLATE: CodeEntry(_D, _E, "未使用规定样表"),
    Code.FORM_BLANK: CodeEntry(_D, _E, "样表未填写"),
    Code.FIELD_MISSING: CodeEntry(_S, _E, "栏目未填"),
    Code.FIELD_INVALID: CodeEntry(_S, _E, "栏目填写有误"),
    Code.MODULE_MISSING: CodeEntry(_S, _E, "未勾选模块"),
    Code.TEXT_TOO_LONG: CodeEntry(_S, _E, "字数超限"),
    Code.VERSIONS_DIFFER: CodeEntry(_S, _R, "两个版本不一致"),
    Code.LATE: CodeEntry(_S, _R, "逾期报送"),
    Code.TOO_MANY_ACTIVITIES: CodeEntry(_S, _R, "活动数量超限"),
    Code.BELONGING_DOUBTFUL: CodeEntry(_S, _R, "归属不能确定"),
    Code.ORGANISATION_UNKNOWN: CodeEntry(_S, _R, "单位不在名册"),
    Code.DUPLICATE: CodeEntry(_S, _I, "重复报送"),
    Code.REVISION: CodeEntry(_S, _I, "更新或补齐"),
}
