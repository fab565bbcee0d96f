"""A submission's documents: looked at here, kept on one's own machine, and what a later mail changed in them."""

from starlette.responses import Response

from archive.comparing import compared, revisions
from archive.documents import StoredDocument, document_in_mail, document_of
from archive.views import activity_of
from intake.errors import DecisionRefused
from parsers.facts import WordDocument
from review_export.web.downloads import attachment, drawn
from review_export.web.pages.scope import scope_of
from review_export.web.readable import readable
from review_export.web.visit import Visit, missing


def view(visit: Visit) -> Response:
    """A document as it can be read here: pages as pictures, a Word version as paragraphs and tables, else its text."""
    found = _document(visit)
    content = found.facts.content
    return visit.show(
        "document.html",
        shown=found,
        receipt=visit.path("receipt"),
        blocks=readable(content) if isinstance(content, WordDocument) else (),
    )


def original(visit: Visit) -> Response:
    """A document as it came, to be kept on one's own machine: never opened here."""
    return attachment(_document(visit).facts, visit.parts.blobs)


def mailed(visit: Visit) -> Response:
    """The same of a mail without a submission."""
    found = document_in_mail(visit.parts.records, scope_of(visit), visit.path("digest"), visit.path("sha256"))
    if found is None:
        raise missing()
    return attachment(found.facts, visit.parts.blobs)


def page_picture(visit: Visit) -> Response:
    """A page drawn anew by a parsing process."""
    found, number = _document(visit), visit.number("page")
    if found.pages is None or not 1 <= number <= found.pages.page_count:
        raise missing()
    return drawn(visit.parts, found.facts.sha256, number)


def compare(visit: Visit) -> Response:
    """Two revisions held beside each other; the newest and the one before it, where none are named."""
    records, receipt = visit.parts.records, visit.path("receipt")
    if activity_of(records, visit.call.name, receipt) is None:
        raise missing()
    found, fault = None, ""
    try:
        found = compared(records, visit.call, receipt, *(_number(visit.query(name)) for name in ("earlier", "later")))
    except DecisionRefused as refused:
        fault = str(refused)
    return visit.show("compare.html", receipt=receipt, found=found, fault=fault, revisions=revisions(records, receipt))


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None


def _document(visit: Visit) -> StoredDocument:
    found = document_of(visit.parts.records, visit.call.name, visit.path("receipt"), visit.path("sha256"))
    if found is None:
        raise missing()
    return found
