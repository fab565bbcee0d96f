"""not_a_submission: a person's mail that submits nothing."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding
from intake.receipt import find_receipts
from intake.rules import attachment_missing, cloud_link
from intake.rules.silence import could_answer
from intake.rules.withdrawing import intention


def check(case: Case) -> Iterator[Finding]:
    """Nothing of a stage's is there, nor anything unread that might be."""
    if case.automatic or case.materials or any(could_answer(document) for document in case.examination.documents):
        return
    if any(True for rule in (attachment_missing, cloud_link) for _ in rule.check(case)):
        return
    detail = _detail(case)
    yield Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, detail)


def _detail(case: Case) -> str:
    mail = case.examination.mail
    said = intention(mail)
    if not said:
        return "来信没有报送材料（可能是咨询或其他事项），请人工阅处。"
    receipts = find_receipts("\n".join((mail.subject, mail.text)))
    about = f"（{'、'.join(receipts[:5])}）" if receipts else ""
    return f"来信{said}{about}，请人工核实后登记。"
