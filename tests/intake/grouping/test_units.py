from dataclasses import replace

import pytest

from intake.call import Organisation
from intake.grouping.units import likeness, submitting, writings
from tests.cases import CALL

ROSTER = replace(
    CALL,
    roster=(
        Organisation(
            (
                "中国云杉工程学会",
                "云杉学会",
                "中国云杉学会",
            )
        ),
        Organisation(("青岭省科协",)),
        Organisation(("中国红松工程学会",)),
        Organisation(("红松学会",)),
    ),
)


@pytest.mark.parametrize(
    ("one", "other", "likeness_of_both"),
    [
        ("中国云杉工程学会", "中国 云杉工程学会（盖章）", "organisation"),
        ("中国云杉工程学会", "云杉学会", "organisation"),
        ("青岭省科协", "青岭省科学技术协会", "organisation"),
        ("青岭省科协、中国云杉工程学会", "云杉学会，青岭省科学技术协会", "organisation"),
        ("青岭省科协、中国云杉工程学会", "云杉学会", "joint"),
        ("北岭白桦工程学会", "北岭白桦学会", "abbreviation"),
        ("中国红松工程学会", "红松学会", ""),
        ("青岭大学科协", "青岭大学医学院科协", ""),
        ("青岭省科协", "青岭省河湾市科协", ""),
        ("白桦学会", "白桦协会", ""),
        ("云杉", "中国云杉", ""),
        ("", "中国云杉工程学会", ""),
    ],
)
def test_whether_two_writings_name_one(one: str, other: str, likeness_of_both: str) -> None:
    assert likeness(one, other, ROSTER) == likeness_of_both
    assert likeness(other, one, ROSTER) == likeness_of_both


def test_all_writings_under_which_the_records_may_know_it() -> None:
    assert writings("云杉学会、北岭学会", ROSTER) == (
        "云杉学会、北岭学会",
        "云杉学会",
        "北岭学会",
        "中国云杉工程学会",
        "中国云杉学会",
    )
    assert writings("云杉学会", CALL) == ("云杉学会",)


@pytest.mark.parametrize(
    ("hosts", "sender", "unit"),
    [
        ("中国云杉工程学会", "", "中国云杉工程学会"),
        ("云杉学会（盖章）", "", "中国云杉工程学会"),
        ("北岭学会、云杉学会", "", "中国云杉工程学会"),  # of joint hosts the one on the roster
        ("北岭学会、东岭学会", "", "北岭学会"),
        ("北岭学会", "zuzhi@province.example.net", "青岭省科协"),  # forwarded by the provincial association
        ("云杉学会", "zuzhi@province.example.net", "中国云杉工程学会"),
        ("北岭学会", "zhangsan@qq.com", "北岭学会"),
        ("", "zuzhi@province.example.net", "青岭省科协"),
        ("", "", ""),
    ],
)
def test_who_submits(hosts: str, sender: str, unit: str) -> None:
    province = Organisation(("青岭省科协",), addresses=("Zuzhi@province.example.net",))
    spruce = Organisation(("中国云杉工程学会", "云杉学会"))
    assert submitting(hosts, sender, replace(CALL, roster=(province, spruce))) == unit
