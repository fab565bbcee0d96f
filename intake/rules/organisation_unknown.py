"""organisation_unknown: not on the roster, where a roster is given."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.naming import organisation_key, units


def check(case: Case, material: Material) -> Iterator[Finding]:
    """Names and aliases are compared without width, blanks and brackets; of joint hosts one known unit suffices."""
    roster = case.call.roster
    if roster is None or not material.organisation:
        return
    known = {organisation_key(name) for organisation in roster for name in organisation.names}
    if not known & {organisation_key(name) for name in (material.organisation, *units(material.organisation))}:
        detail = f"“{material.organisation}”不在报送单位名册中，须人工核对，请确认单位全称是否填写正确。"
        yield Finding(Code.ORGANISATION_UNKNOWN, Code.ORGANISATION_UNKNOWN.severity, detail)
