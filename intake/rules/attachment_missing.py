"""attachment_missing: the text hands material in, and nothing is attached."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding
from intake.rules.saying import asks, hands_in, sentences
from intake.rules.withdrawing import withdraws


def check(case: Case) -> Iterator[Finding]:
    """Links aside: what is behind them is `cloud_link`."""
    if case.automatic or has_documents(case) or case.examination.mail.links or withdraws(case.examination.mail):
        return
    if hands_in(case.examination.mail) or _bare_subject(case):
        detail = "来信正文写明报送材料，但没有附上任何文件，请把Word版和盖章PDF版作为附件重新发送。"
        yield Finding(Code.ATTACHMENT_MISSING, Code.ATTACHMENT_MISSING.severity, detail)


def has_documents(case: Case) -> bool:
    """Whether anything is attached that isn't the sender's logo or signature."""
    return any(not document.signature_picture for document in case.examination.documents)


def _bare_subject(case: Case) -> bool:
    """A subject that names a stage's paper over an empty body, which doesn't just return a letter of ours."""
    subject, *body = sentences(case.examination.mail)
    named = any(word in subject for stage in case.call.stages for word in stage.words)
    return named and not body and not asks(subject) and not case.examination.mail.quoted.strip()
