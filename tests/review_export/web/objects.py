"""One thing of each kind in each of two calls, to be reached or not."""

from dataclasses import dataclass

from intake.call import Call
from intake.codes import Code, Verdict
from intake.model import Finding, JudgedSubmission
from parsers.facts import Document
from tests.archive.filings import CALL, OTHER_CALL, assessed, digest_of, examination, file, judged, letter, pdf, word
from tests.review_export.web.browsing import House


@dataclass(frozen=True)
class Objects:
    """What a path's pieces may be, by call."""

    pieces: dict[str, dict[str, str]]

    def path(self, template: str, call: Call) -> str:
        """A route's path filled with that call's things."""
        return template.format(**self.pieces[call.name])


def filed_in(house: House) -> Objects:
    """A submission in doubt with a held letter, and an enquiry, in each call."""
    pieces: dict[str, dict[str, str]] = {}
    for number, call in enumerate((CALL, OTHER_CALL)):
        raw = f"a mail of {call.name}".encode()
        documents = (word("1", "方案.docx", call.name), pdf("2", "方案.pdf", f"第一页{number}", "盖章页"))
        judgement = judged(
            raw,
            f"中国云杉学会{number}",
            "林下",
            verdict=Verdict.REVIEW,
            word_version=documents[0],
            pdf_version=documents[1],
        )
        receipt = _receipt(house, call, raw, documents, judgement)
        enquiry = f"an enquiry about {call.name}".encode()
        finding = Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, "没有材料")
        file(house.records, assessed(examination(enquiry), call=call, verdict=Verdict.REVIEW, findings=(finding,)))
        pieces[call.name] = {
            "call": call.name,
            "receipt": receipt,
            "digest": digest_of(enquiry),
            "sha256": documents[1].sha256,
            "page": "1",
            "id": str(house.person(f"spare-{number}").id),
            "version": "x",
            "name": "app.css",
        }
    return Objects(pieces)


def _receipt(house: House, call: Call, raw: bytes, documents: tuple[Document, ...], judgement: JudgedSubmission) -> str:
    assessment = assessed(examination(raw, documents), [judgement], call=call)
    held = letter(f"{call.name}-1", held="待核对")
    (receipt,) = file(house.records, assessment, held)
    return receipt
