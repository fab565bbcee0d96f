"""attachment_missing: the text hands material in, and nothing is attached."""

from collections.abc import Iterator

from intake.codes import Code
from intake.grouping.words import named_stage, stage_by_date, stem
from intake.model import Case, Finding
from intake.rules.saying import asks, hands_in, sentences
from intake.rules.withdrawing import withdraws


def check(case: Case) -> Iterator[Finding]:
    """Links aside: what is behind them is `cloud_link`."""
    if case.automatic or has_documents(case) or case.examination.mail.links or withdraws(case.examination.mail):
        return
    if hands_in(case.examination.mail) or _bare_subject(case):
        detail = f"来信正文写明报送材料，但没有附上任何文件，请把{_versions(case)}作为附件重新发送。"
        yield Finding(Code.ATTACHMENT_MISSING, Code.ATTACHMENT_MISSING.severity, detail)


def _versions(case: Case) -> str:
    """What the stage asks for that the mail names, else of the one under way."""
    mail = case.examination.mail
    named = named_stage(stem(mail.subject), case.call) or named_stage(stem(mail.text), case.call)
    stage = named or stage_by_date(case.call, case.received_at)
    words = {"word": "Word版", "pdf": "盖章PDF版" if stage.seal else "PDF版"}
    return "和".join(words[version] for version in words if version in stage.wants) or "材料"


def has_documents(case: Case) -> bool:
    """Whether anything is attached that isn't the sender's logo or signature."""
    return any(not document.signature_picture for document in case.examination.documents)


def _bare_subject(case: Case) -> bool:
    """A subject that names a stage's paper over an empty body, which doesn't just return a letter of ours."""
    subject, *body = sentences(case.examination.mail)
    named = any(word in subject for stage in case.call.stages for word in stage.words)
    return named and not body and not asks(subject) and not case.examination.mail.quoted.strip()
