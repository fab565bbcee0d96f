from dataclasses import replace

import pytest

from intake.codes import Code, Severity
from parsers.facts import Kind, TroubleKind
from tests.cases import PDF, WORD, Arrived, Pair, archive, arrived, codes_of, findings_of, mail

SOUND = arrived(WORD, PDF, archive())


def _with(kind: TroubleKind) -> Arrived:
    return arrived(WORD, PDF, archive("9", "材料.zip", kind))


PAIRS = (
    Pair(
        Code.CONTAINER_UNREADABLE,
        _with(TroubleKind.UNREADABLE),
        Severity.ERROR,
        "9",
        says=("材料.zip", "重新打包"),
        without=SOUND,
    ),
    Pair(
        Code.CONTAINER_ENCRYPTED,
        _with(TroubleKind.ENCRYPTED),
        Severity.ERROR,
        "9",
        says=("材料.zip", "密码"),
        without=SOUND,
    ),
    Pair(
        Code.CONTAINER_TOO_LARGE,
        _with(TroubleKind.TOO_LARGE),
        Severity.ERROR,
        "9",
        says=("材料.zip", "逐个"),
        without=SOUND,
    ),
    Pair(
        Code.CONTAINER_UNREADABLE,
        _with(TroubleKind.EMPTY),
        Severity.ERROR,
        "9",
        says=("重新打包",),
        without=SOUND,
        about="empty",
    ),
    Pair(
        Code.CONTAINER_UNREADABLE,
        _with(TroubleKind.UNSUPPORTED),
        Severity.REVIEW,
        "9",
        says=("人工查看",),
        without=SOUND,
        about="no-reader-yet",
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_bytes_that_are_no_zip_under_a_zips_name_are_a_broken_container() -> None:
    no_zip = archive("1", "材料.zip", TroubleKind.UNREADABLE)
    garbled = Arrived(mail(), (replace(no_zip, kind=Kind.OTHER),))
    assert [(finding.code, finding.severity) for finding in findings_of(garbled.judged())] == [
        (Code.CONTAINER_UNREADABLE, Severity.ERROR)
    ]
    assert garbled.case().roles == {"1": "ignored"}


def test_alone_it_may_hold_everything() -> None:
    assert codes_of(Arrived(mail(), (archive("1", "材料.rar", TroubleKind.ENCRYPTED),))) == [Code.CONTAINER_ENCRYPTED]


@pytest.mark.parametrize(
    ("container", "advice"), [(None, "分成几封重新发送"), ("转发.eml", "把里面的材料直接作为附件重新发送")]
)
def test_a_mail_forwarded_too_often_and_one_that_is_too_large(container: str | None, advice: str) -> None:
    trouble = archive("1", "转发：筹备方案.eml", TroubleKind.TOO_LARGE)
    forwarded = replace(trouble, kind=Kind.MESSAGE, expected_kinds=(Kind.MESSAGE,), container=container)
    (finding,) = findings_of(Arrived(mail(), (forwarded,)).judged())
    assert (finding.code, finding.severity) == (Code.CONTAINER_TOO_LARGE, Severity.ERROR)
    assert advice in finding.detail
