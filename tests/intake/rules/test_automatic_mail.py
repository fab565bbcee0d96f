import pytest

from intake.codes import Code, Severity, Verdict
from tests.cases import Arrived, Pair, arrived, mail

ROBOT = (("auto-submitted", "auto-replied"),)
PAIRS = (Pair(Code.AUTOMATIC_MAIL, arrived(mail=mail(headers=ROBOT)), Severity.INFO, says=("不予答复",)),)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_without_material_it_is_ignored() -> None:
    assessment = Arrived(mail("我在休假。", headers=ROBOT), ()).judged()
    assert [finding.code for finding in assessment.findings] == [Code.AUTOMATIC_MAIL]
    assert assessment.verdict is Verdict.IGNORED


def test_with_material_a_person_looks_and_nobody_is_answered() -> None:
    assessment = arrived(mail=mail(headers=ROBOT)).judged()
    assert assessment.verdict is Verdict.REVIEW
    assert assessment.answer_to is None
