"""Where the line is: who completes, who replaces, and when a person is asked (CONTRACT, belonging_doubtful).

On record is the spruce society's activity, sent by Zhang San of the society; its form names the contact's private address.
"""

from dataclasses import replace

import pytest

from intake.call import Organisation
from intake.codes import Code
from intake.model import Prior
from tests.cases import (
    ANSWERS,
    CALL,
    COMPLETE,
    OTHER_ANSWERS,
    OTHER_UNIT,
    PDF,
    UNIT,
    WORD,
    Arrived,
    arrived,
    form,
    later,
    mail,
    pdf,
    priors_of,
    word,
)

SENDERS = frozenset({"zhangsan@spruce.example.org"})
CONTACT = "zhangsan@qq.com"
ROSTER = (
    Organisation((UNIT, "云杉学会"), addresses=("office@spruce-society.example.net",)),
    Organisation(("青岭省科协",), addresses=("zuzhibu@province.example.net",)),
)
LISTED = replace(CALL, roster=ROSTER)
STRANGER = "somebody@qq.com"
REWRITTEN = {**ANSWERS, "plan_text": "完全另写的一份方案：改在省城会堂办一场大型晚会，请外地演员登台演出。"}
MENDED = {**ANSWERS, "contact_mobile": "13900005678"}  # the same plan, a field corrected
OTHER_WORD = word("1", "方案.docx", form(REWRITTEN))
MENDED_WORD = word("1", "方案.docx", form(MENDED))
SCAN = replace(PDF, id="1")


def prior(*documents: object, reasons: tuple[str, ...] = ("organisation",), **changes: object) -> tuple[Prior, ...]:
    case = arrived(*documents) if documents else COMPLETE  # type: ignore[arg-type]
    return priors_of(case, reasons, **{"senders": SENDERS, "contact": CONTACT, **changes})


def sent(sender: str, *documents: object, text: str = "请查收。", **changes: object) -> Arrived:
    return later(arrived(*documents, mail=mail(text, sender=sender)), **changes)  # type: ignore[arg-type]


def became(case: Arrived) -> str:
    """`new`, `doubtful`, or the receipt number that it went to."""
    (submission,) = case.judged().submissions
    codes = {finding.code for finding in submission.findings}
    if Code.BELONGING_DOUBTFUL in codes:
        assert submission.material.prior is None  # what is on record stays as it is
        return "doubtful"
    return submission.material.prior.receipt if submission.material.prior else "new"


GOES = "2020-07-0001X"


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        # first material: whoever brings it
        (sent(STRANGER, WORD, PDF, call=LISTED), "new"),
        (sent("zuzhibu@province.example.net", WORD, PDF, call=LISTED), "new"),
        # the missing half: from whatever address
        (sent(STRANGER, SCAN, priors=prior(WORD)), GOES),
        (sent(STRANGER, WORD, priors=prior(SCAN)), GOES),
        (sent("agency@printing.example.com", pdf("1", "扫描.pdf"), priors=prior(WORD, reasons=("half",))), GOES),
        # the same again replaces nothing
        (sent(STRANGER, WORD, PDF, priors=prior()), GOES),
        (sent(STRANGER, WORD, priors=prior()), GOES),
        # a better scan beside the Word version on record, which says what it must say
        (sent(STRANGER, pdf("1", "重扫.pdf", stamps=()), priors=prior()), GOES),
        # another version: from the sender, a colleague, the contact, the roster's address
        (sent("zhangsan@spruce.example.org", OTHER_WORD, priors=prior()), GOES),
        (sent("ZhangSan@Spruce.example.org", OTHER_WORD, priors=prior()), GOES),
        (sent("lisi@spruce.example.org", OTHER_WORD, priors=prior()), GOES),
        (sent("lisi@mail.spruce.example.org", OTHER_WORD, priors=prior()), GOES),
        (sent(CONTACT, OTHER_WORD, priors=prior()), GOES),
        (sent("office@spruce-society.example.net", OTHER_WORD, priors=prior(), call=LISTED), GOES),
        (sent("wangwu@spruce-society.example.net", OTHER_WORD, priors=prior(), call=LISTED), GOES),
        # or in answer to a letter of ours
        (sent(STRANGER, OTHER_WORD, priors=prior(reasons=("thread", "organisation"))), GOES),
        # put into the watched folder by the office
        (sent("", OTHER_WORD, priors=prior()), GOES),
        # a stranger's version
        (sent(STRANGER, OTHER_WORD, priors=prior()), "doubtful"),
        (sent(STRANGER, MENDED_WORD, priors=prior()), "doubtful"),
        (sent("somebody@elsewhere.example.com", OTHER_WORD, PDF, priors=prior()), "doubtful"),
        (sent("lisi@163.com", OTHER_WORD, priors=prior(senders=frozenset({"zhangsan@163.com"}))), "doubtful"),
        (sent(STRANGER, pdf("1", "方案.pdf", REWRITTEN), priors=prior(SCAN, reasons=("receipt",))), "doubtful"),
        # with a receipt number, which can be guessed: believed where the plan on record is kept in the main
        (sent(STRANGER, OTHER_WORD, priors=prior(reasons=("receipt", "organisation"))), "doubtful"),
        (sent(STRANGER, MENDED_WORD, priors=prior(reasons=("receipt", "organisation"))), GOES),
        # a superior's address, likewise
        (sent("zuzhibu@province.example.net", MENDED_WORD, priors=prior(), call=LISTED), GOES),
        (sent("zuzhibu@province.example.net", OTHER_WORD, priors=prior(), call=LISTED), "doubtful"),
        # a forged number: somebody else's submission is never touched
        (sent(STRANGER, word("1", "方案.docx", form({**ANSWERS, "host_organisation": OTHER_UNIT})),
              priors=prior(reasons=("receipt",))), "new"),
        (sent(STRANGER, pdf("1", "方案.pdf", text="另一件毫不相干的事情，讲的是候鸟迁徙路线与湿地保护。"),
              priors=prior(reasons=("receipt",))), GOES),  # names nobody: the Word version on record tells (versions_differ)
        # another activity of the unit replaces nothing
        (sent(STRANGER, word("1", "方案.docx", form(OTHER_ANSWERS)), priors=prior()), "new"),
    ],
)  # fmt: skip
def test_who_may(case: Arrived, outcome: str) -> None:
    assert became(case) == outcome


def test_whoever_names_many_numbers_is_guessing() -> None:
    numbers = "、".join(f"2020-07-{number:04d}{letter}" for number in range(1, 30) for letter in "ACDEFGHJKLMNPRTVWXY")
    case = sent(STRANGER, MENDED_WORD, text=numbers, priors=prior(reasons=("receipt", "organisation")))
    assert became(case) == "doubtful"


def test_the_reason_is_told() -> None:
    (submission,) = sent(STRANGER, OTHER_WORD, priors=prior()).judged().submissions
    (finding,) = (each for each in submission.findings if each.code is Code.BELONGING_DOUBTFUL)
    assert finding.detail == (
        "来信会替换2020-07-0001X已收到的材料（报送单位相同，活动名称相同），但发件地址somebody@qq.com没有报送过这一件，请人工确定。"
    )


@pytest.mark.parametrize(
    ("unit", "activity", "outcome"),
    [
        ("云杉学会", ANSWERS["activity_name"], GOES),  # the roster's alias
        (f"{UNIT}、青岭省科协", ANSWERS["activity_name"], GOES),  # joint hosts
        ("中国云杉学会", ANSWERS["activity_name"], GOES),  # an abbreviation, from an address that is known
    ],
)
def test_units_written_in_other_ways(unit: str, activity: str, outcome: str) -> None:
    named = word("1", "方案.docx", form({**ANSWERS, "host_organisation": unit, "activity_name": activity}))
    assert became(sent("zhangsan@spruce.example.org", named, priors=prior(), call=LISTED)) == outcome


def test_an_abbreviation_from_an_unknown_address_is_a_persons_to_tell() -> None:
    named = word("1", "方案.docx", form({**ANSWERS, "host_organisation": "中国云杉学会"}))
    assert became(sent(STRANGER, named, priors=prior())) == "doubtful"


def test_a_unit_that_was_left_out_the_first_time() -> None:
    nameless = word("1", "方案.docx", form({**ANSWERS, "host_organisation": None}))
    assert became(sent("zhangsan@spruce.example.org", WORD, priors=prior(nameless, organisation=""))) == GOES


def test_what_it_was_weighed_against_is_kept() -> None:
    (submission,) = sent("lisi@spruce.example.org", OTHER_WORD, priors=prior()).judged().submissions
    (candidate,) = submission.material.candidates
    assert candidate.receipt == GOES
    assert candidate.reasons == ("organisation", "activity", "domain")
    assert candidate.weight == 72
