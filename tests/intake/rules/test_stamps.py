from dataclasses import replace

import pytest

from intake.codes import Code, Severity
from parsers.facts import Stamp, StampKind, StampShape
from tests.cases import (
    ANSWERS,
    OTHER_UNIT,
    PLAN_STAGE,
    SEAL,
    UNIT,
    WORD,
    Arrived,
    Pair,
    arrived,
    codes_of,
    form,
    pdf,
    picture,
    roster,
    with_stage,
    word,
)


def _sealed(*stamps: Stamp) -> Arrived:
    return arrived(WORD, pdf(stamps=stamps))


def _uncertain(about: str, says: str, **changes: object) -> Pair:
    faint = replace(SEAL, **changes)  # type: ignore[arg-type]  # by name
    return Pair(Code.STAMP_UNCERTAIN, _sealed(faint), Severity.REVIEW, "2", says=(says,), about=about)


ANOTHERS = replace(SEAL, text=OTHER_UNIT)
COVER = picture("3", "报送函.jpg", "关于报送活动材料的函")
UNSEALED = pdf(stamps=())
PAIRS = (
    Pair(Code.STAMP_MISSING, _sealed(), Severity.ERROR, "2", says=("筹备方案.pdf", "未见公章", "打印盖章后扫描")),
    Pair(
        Code.STAMP_MISSING,
        _sealed(replace(SEAL, shape=StampShape.CHOP)),
        Severity.ERROR,
        "2",
        about="a-chop-is-no-seal",
    ),
    _uncertain("faint", "不够清晰", confidence=0.4),
    _uncertain("pale", "不够清晰", faint=True),
    _uncertain("black-and-white", "黑白", coloured=False),
    _uncertain("cut-off", "截断", cut=True),
    _uncertain("ring-unread", "未能读清", text="", text_confidence=0.0),
    Pair(
        Code.STAMP_UNCERTAIN,
        arrived(WORD, UNSEALED, COVER),
        Severity.REVIEW,
        "2",
        says=("报送函.jpg",),
        about="elsewhere",
    ),
    Pair(
        Code.STAMP_UNCERTAIN,
        arrived(WORD, pdf(stamps=(), page_count=61)),
        Severity.REVIEW,
        "2",
        says=("共61页", "前1页"),
        about="pages-unseen",
    ),
    Pair(Code.STAMP_ORGANISATION_MISMATCH, _sealed(ANOTHERS), Severity.REVIEW, "2", says=(OTHER_UNIT, UNIT, "人工")),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize(
    "stamps",
    [
        (replace(SEAL, shape=StampShape.CONTRACT),),
        (replace(SEAL, kind=StampKind.ANNOTATION),),
        (replace(SEAL, kind=StampKind.SIGNATURE, confidence=1.0, text_confidence=0.0),),
        (ANOTHERS, SEAL),  # joint hosts seal side by side
        (replace(SEAL, confidence=0.3), SEAL),
        (replace(SEAL, text="中国云杉工程学"),),  # a character lost in reading
        (replace(SEAL, text=f"{UNIT}办公室"),),
    ],
)
def test_seals_that_seal(stamps: tuple[Stamp, ...]) -> None:
    assert codes_of(_sealed(*stamps)) == []


def test_a_stage_that_asks_for_no_seal() -> None:
    assert PLAN_STAGE.seal
    assert codes_of(arrived(WORD, UNSEALED, call=with_stage(seal=False))) == []


def test_another_seal_name_on_the_roster_is_the_units_own() -> None:
    sealed = _sealed(replace(SEAL, text="云杉科技服务中心"))
    known = roster(UNIT, OTHER_UNIT, seals=("云杉科技服务中心",))
    assert codes_of(sealed) == [Code.STAMP_ORGANISATION_MISMATCH]
    assert codes_of(replace(sealed, call=known)) == []


def test_whose_seal_it_is_stands_beside_it() -> None:
    readings = {
        judged: _sealed(stamp).judged().stamps[0].matches
        for judged, stamp in {"own": SEAL, "anothers": ANOTHERS, "unread": replace(SEAL, text="")}.items()
    }
    assert readings == {"own": True, "anothers": False, "unread": None}


def test_a_cover_letter_with_a_chop_beside_its_seal_is_sealed() -> None:
    cover = picture("3", "报送函.jpg", "关于报送活动材料的函", (replace(SEAL, shape=StampShape.CHOP), SEAL))
    assert codes_of(arrived(WORD, UNSEALED, cover)) == [Code.STAMP_UNCERTAIN]


def test_where_the_form_names_no_host_its_seal_is_nobody_elses() -> None:
    nameless = form({**ANSWERS, "host_organisation": None, "co_organisers": "青岭大学林学院"})
    named = form({**ANSWERS, "co_organisers": "青岭大学林学院"})
    sealed = pdf(stamps=(ANOTHERS,))
    assert codes_of(arrived(word("1", "筹备方案.docx", nameless), sealed)) == [Code.FIELD_MISSING]
    assert codes_of(arrived(word("1", "筹备方案.docx", named), sealed)) == [Code.STAMP_ORGANISATION_MISMATCH]
