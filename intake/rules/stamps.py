"""stamp_missing, stamp_uncertain, stamp_organisation_mismatch: the PDF's seal."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.rules.sealing import matches
from intake.rules.silence import is_unread
from parsers.facts import Document, PagedDocument, Stamp


def check(case: Case, material: Material) -> Iterator[Finding]:
    """At most one finding: the seal is there and right, or what a person or the sender must look at."""
    content = material.pdf.document.content if material.pdf else None
    if not material.stage.seal or material.pdf is None or not isinstance(content, PagedDocument):
        return
    if is_unread(material.pdf.document):
        return
    here = case.here(material.pdf)
    identity, name = (here.id if here else None), material.pdf.document.name
    seals = [stamp for stamp in content.stamps if stamp.shape.counts]
    clear = [stamp for stamp in seals if stamp.is_clear]
    if clear:
        yield from _of_clear(case, material, clear, identity, name)
    elif seals:
        yield _finding(
            Code.STAMP_UNCERTAIN, f"“{name}”第{seals[0].page}页似有公章，但{_why(seals[0])}，须人工核对。", identity
        )
    elif elsewhere := _sealed_elsewhere(case, material.pdf.document):
        yield _finding(
            Code.STAMP_UNCERTAIN,
            f"“{name}”上未见公章，同一封信的“{elsewhere.name}”上有公章，是否认可由人工决定。",
            identity,
        )
    elif content.page_count > len(content.pages):
        yield _finding(
            Code.STAMP_UNCERTAIN,
            f"“{name}”共{content.page_count}页，只查看了前{len(content.pages)}页，未见公章，须人工核对。",
            identity,
        )
    else:
        yield _finding(Code.STAMP_MISSING, f"“{name}”上未见公章，请打印盖章后扫描成PDF重新发送。", identity)


def _finding(code: Code, detail: str, document: str | None) -> Finding:
    return Finding(code, code.severity, detail, document)


def _of_clear(case: Case, material: Material, clear: list[Stamp], identity: str | None, name: str) -> Iterator[Finding]:
    """One match suffices; clearly another's only where no seal can be the own one. Of an unknown host nobody can tell."""
    if not material.organisation:
        return
    judged = [matches(stamp, material, case.call) for stamp in clear]
    if True in judged:
        return
    if None in judged:
        detail = f"“{name}”第{clear[judged.index(None)].page}页有公章，但章上的单位名称未能读清，须人工核对。"
        yield _finding(Code.STAMP_UNCERTAIN, detail, identity)
        return
    detail = f"“{name}”的公章为“{clear[0].text}”，与报送单位“{material.organisation}”不一致，须人工核对。"
    yield _finding(Code.STAMP_ORGANISATION_MISMATCH, detail, identity)


def _why(stamp: Stamp) -> str:
    if not stamp.coloured:
        return "印章不是红色，页面可能是黑白扫描的"
    return "被页边截断" if stamp.cut else "不够清晰"


def _sealed_elsewhere(case: Case, pdf: Document) -> Document | None:
    return next(
        (
            document
            for document in case.examination.documents
            if document.sha256 != pdf.sha256
            and isinstance(document.content, PagedDocument)
            and any(stamp.is_clear for stamp in document.content.stamps)
            and case.roles.get(document.id) == "supporting"
        ),
        None,
    )
