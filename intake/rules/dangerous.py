"""document_dangerous: macros, executables, scripts, embedded files that run."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding
from parsers.facts import Document, TroubleKind


def check(case: Case, document: Document) -> Iterator[Finding]:
    """One finding a document, with all that was found."""
    del case
    found = [trouble.found for trouble in document.troubles if trouble.kind is TroubleKind.DANGEROUS]
    if found:
        detail = f"“{document.name}”{'；'.join(found)}，为安全起见须人工核对，请改发不含宏、脚本和程序的文件。"
        yield Finding(Code.DOCUMENT_DANGEROUS, Code.DOCUMENT_DANGEROUS.severity, detail, document.id)
