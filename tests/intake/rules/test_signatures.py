import pytest

from intake.codes import Code, Severity
from parsers.facts import Signature, SignatureState
from tests.cases import UNIT, WORD, Pair, arrived, codes_of, pdf


def signature(state: SignatureState, found: str = "") -> Signature:
    return Signature("Signature1", UNIT, state, found)


CHANGED = signature(SignatureState.CHANGED, "签名之后内容有改动")
BROKEN = signature(SignatureState.BROKEN, "签名数据已损坏，无法核验")
UNTRUSTED = signature(SignatureState.UNTRUSTED, "签发机构未经核验")
SM2 = signature(SignatureState.UNSUPPORTED, "采用国密算法（SM2），程序不能核验其真伪")
TRUSTED = signature(SignatureState.TRUSTED)


def pair(name: str, severity: Severity, says: tuple[str, ...], *signatures: Signature) -> Pair:
    return Pair(Code.SIGNATURE_INVALID, arrived(WORD, pdf(signatures=signatures)), severity, "2", says=says, about=name)


PAIRS = (
    pair("changed", Severity.REVIEW, (UNIT, "之后内容有改动"), CHANGED),
    pair("broken", Severity.REVIEW, ("已损坏",), BROKEN),
    pair("issuer", Severity.WARNING, ("签发机构未经核验",), UNTRUSTED),
    pair("algorithm", Severity.WARNING, ("国密",), SM2),
    pair("the worst of several", Severity.REVIEW, ("改动",), TRUSTED, UNTRUSTED, CHANGED),
)


@pytest.mark.parametrize("each", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(each: Pair) -> None:
    each.holds()


def test_a_signature_that_verifies_is_no_finding() -> None:
    assert codes_of(arrived(WORD, pdf(signatures=(TRUSTED,)))) == []
