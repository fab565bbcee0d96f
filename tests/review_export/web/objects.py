"""One thing of each kind in each of two calls, to be reached or not."""

import io
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from archive.tables import OutboxTable
from intake.call import Call
from intake.codes import Code, Verdict
from intake.decisions import asking
from intake.decisions.asking import Person
from intake.model import Finding
from parsers.facts import Document
from review_export.web.pages.organisation import unit_of
from tests.archive.filings import CALL, NOON, OTHER_CALL, assessed, examination, file, judged, letter, pdf, word
from tests.review_export.web.browsing import House


@dataclass(frozen=True)
class Objects:
    """What a path's pieces may be, by call and by what the path is about."""

    pieces: dict[str, dict[str, str]]

    def path(self, template: str, call: Call) -> str:
        """A route's path filled with that call's things; reviewers' paths with what has passed the checks."""
        pieces = self.pieces[call.name]
        if "/activities" in template:
            pieces = {**pieces, "receipt": pieces["accepted"], "sha256": pieces["accepted_pdf"]}
        if "/mails/" in template:
            pieces = {**pieces, "sha256": pieces["attached"]}
        return template.format(**pieces)


def filed_in(house: House) -> Objects:
    """In each call a submission in doubt with a held letter, one without a fault, an enquiry, a decision, an account."""
    return Objects({call.name: _of_call(house, call) for call in (CALL, OTHER_CALL)})


def _of_call(house: House, call: Call) -> dict[str, str]:
    doubtful, doubtful_pdf = submission(house, call, "林下", Verdict.REVIEW)
    decided, _ = submission(house, call, "林外", Verdict.REVIEW)
    accepted, accepted_pdf = submission(house, call, "林中", Verdict.ACCEPTED)
    subject = house.parts.decider.subject(decided)
    outcome = house.parts.decider.decide(*asking.accept(subject, Person("test", NOON)))
    spare = house.person(f"spare-{call.name}").id
    return {
        "call": call.name,
        "receipt": doubtful,
        "sha256": doubtful_pdf,
        "accepted": accepted,
        "accepted_pdf": accepted_pdf,
        "digest": enquiry(house, call, attached=(attached := stored(house, f"a question about {call.name}"))),
        "attached": attached.sha256,
        "decisions": str(outcome.decisions[0].id),
        "letter": str(letter_of(house, doubtful)),
        "page": "1",
        "wish": "accept",
        "preview": "x",
        "unit": unit_of((house.parts.call(call.name) or call).roster[0]),
        "template": "correction.txt.j2",
        "figure": f"arrivals-{call.name}-plan",
        "job": exported(house, call, spare),
        "id": str(spare),
        "version": "x",
        "name": "app.css",
    }


def exported(house: House, call: Call, person: int) -> str:
    """An export that a clerk has made."""
    job = house.parts.jobs.start(
        person, call.name, True, "a.csv", "全部", lambda path, _: (str(path.write_bytes(b"a")),)
    )
    assert job is not None
    assert job.ended.wait(30)
    return job.id


def submission(house: House, call: Call, activity: str, verdict: Verdict, text: str = "") -> tuple[str, str]:
    """A submission on record, with its documents in the store and a letter; its number and its PDF's hash."""
    raw = f"a mail of {call.name} about {activity}".encode()
    documents = (word("1", "方案.docx", f"{call.name}{activity}"), stored(house, f"{call.name}{activity}{text}"))
    judgement = judged(
        raw, "中国云杉学会", activity, verdict=verdict, word_version=documents[0], pdf_version=documents[1]
    )
    assessment = assessed(examination(raw, documents), [judgement], call=call)
    assessment = replace(assessment, case=replace(assessment.case, roles={"1": "plan_word", "2": "plan_pdf"}))
    held = "待核对" if verdict is Verdict.REVIEW else ""
    with house.records.transaction() as transaction:
        (receipt,) = transaction.receipts(assessment)
    file(house.records, assessment, letter(receipt, held=held))
    return receipt, documents[1].sha256


def stored(house: House, text: str) -> Document:
    """A PDF whose facts say that it has this text, and whose bytes are a page that can be drawn."""
    data = a_page(text)
    facts = pdf("2", "方案.pdf", text)
    return replace(facts, sha256=house.blobs.put(data), size=len(data))


def a_page(text: str) -> bytes:
    """One page with a red ring on it; its title makes it another document for each text."""
    written = io.BytesIO()
    canvas = Canvas(written, A4, invariant=True)
    canvas.setTitle(text)
    canvas.drawString(72, 700, "A plan, sealed below")
    canvas.setStrokeColorRGB(0.8, 0.1, 0.1)
    canvas.circle(380, 260, 55, stroke=1, fill=0)
    canvas.save()
    return written.getvalue()


def enquiry(house: House, call: Call, subject: str = "请问", attached: Document | None = None) -> str:
    """A mail that submits nothing; its digest."""
    documents = (attached,) if attached else ()
    facts = examination(f"an enquiry about {call.name}: {subject}".encode(), documents, subject=subject)
    finding = Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, "来信没有材料")
    file(house.records, assessed(facts, call=call, verdict=Verdict.REVIEW, findings=(finding,)))
    return facts.sha256


def letter_of(house: House, receipt: str) -> int:
    """The newest letter about a submission."""
    with house.records.reading() as session:
        rows = session.scalars(select(OutboxTable).order_by(OutboxTable.id.desc()))
        return next(row.id for row in rows if receipt in row.receipts)
