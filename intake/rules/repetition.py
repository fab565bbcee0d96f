"""duplicate and revision: what a material is to the submission on record."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material, Version


def check(case: Case, material: Material) -> Iterator[Finding]:
    """`duplicate` where every version is on record already, byte for byte; else `revision`."""
    prior = material.prior
    if prior is None:
        return
    if repeats(case, material):
        detail = f"与{prior.receipt}已收到的材料完全相同，收件编号不变，不重复计数。"
        yield Finding(Code.DUPLICATE, Code.DUPLICATE.severity, detail)
        return
    if not _came(case, material) and prior.last_received_at > case.received_at:
        detail = f"来信早于{prior.receipt}已收到的材料，以较新的为准，收件编号不变。"
        yield Finding(Code.REVISION, Code.REVISION.severity, detail)
        return
    what = "、".join(_words(version, material) for version in _came(case, material))
    detail = f"补齐或更新了{prior.receipt}的材料（{what or '附件'}），收件编号不变，以最新收到的为准。"
    yield Finding(Code.REVISION, Code.REVISION.severity, detail)


def repeats(case: Case, material: Material) -> bool:
    """Whether every version that this mail brings is on record already, byte for byte."""
    prior, came = material.prior, _came(case, material)
    if prior is None:
        return False
    before = {version.document.sha256 for version in (prior.word, prior.pdf) if version is not None}
    return bool(came) and all(version.document.sha256 in before for version in came)


def _came(case: Case, material: Material) -> list[Version]:
    return [version for version in (material.word, material.pdf) if version is not None and version.mail == case.digest]


def _words(version: Version, material: Material) -> str:
    return "Word版" if version is material.word else "PDF版"
