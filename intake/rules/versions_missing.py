"""pdf_missing, word_missing: one of the two versions is not there."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from parsers.facts import Kind


def check(case: Case, material: Material) -> Iterator[Finding]:
    """An OFD may stand in for the PDF: a person decides. A picture doesn't: the sender is told what to make of it."""
    seal = "加盖公章的" if material.stage.seal else ""
    if "pdf" in material.stage.wants and material.pdf is None:
        yield _pdf_finding(case, material, seal)
    if "word" in material.stage.wants and material.word is None:
        template = "按样表填写的" if material.stage.has_form else ""
        detail = f"缺少{material.stage.name}的Word版，请补发{template}Word文件{_same(material, 'pdf')}。"
        yield Finding(Code.WORD_MISSING, Code.WORD_MISSING.severity, detail)


def _pdf_finding(case: Case, material: Material, seal: str) -> Finding:
    kinds = {document.kind for document in case.examination.documents if document.id in material.documents}
    if Kind.OFD in kinds:
        return Finding(Code.PDF_MISSING, Severity.REVIEW, "收到的是OFD文件，没有PDF版，是否可以代替由人工决定。")
    picture = (
        "收到的是图片，请用扫描仪或手机的扫描功能存成PDF，或把图片插入Word后另存为PDF；" if Kind.IMAGE in kinds else ""
    )
    detail = f"缺少{material.stage.name}的PDF版，{picture}请补发{seal}PDF文件{_same(material, 'word')}。"
    return Finding(Code.PDF_MISSING, Code.PDF_MISSING.severity, detail)


def _same(material: Material, other: str) -> str:
    """That it must say what the other version says, where there is to be one."""
    words = {"word": "Word版", "pdf": "PDF版"}
    there = (material.word if other == "word" else material.pdf) is not None
    return f"，内容与{words[other]}一致" if there or other in material.stage.wants else ""
