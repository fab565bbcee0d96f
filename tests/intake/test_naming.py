import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.naming import activity_key, organisation_key, units


@pytest.mark.parametrize(
    "written",
    [
        "中国云杉工程学会",
        " 中国云杉 工程学会\n",
        "中国云杉工程学会（盖章）",
        "中国云杉工程学会(公章)",
        "“中国云杉工程学会”",
        "中国云杉工程学会。",
    ],
)
def test_one_organisation_written_in_many_ways(written: str) -> None:
    assert organisation_key(written) == "中国云杉工程学会"


def test_others_stay_others() -> None:
    assert organisation_key("中国云杉工程学会") != organisation_key("中国云杉工程协会")
    assert organisation_key("某省科协") != organisation_key("某市科协")


def test_titles() -> None:
    assert activity_key("“云杉·林下”节（2020）") == activity_key("云杉林下节２０２０")


@pytest.mark.parametrize(
    ("written", "each"),
    [
        ("", ()),
        ("甲学会", ("甲学会",)),
        ("甲学会、乙协会，丙大学", ("甲学会", "乙协会", "丙大学")),
        ("甲学会\n乙协会", ("甲学会", "乙协会")),
    ],
)
def test_units_of_a_field(written: str, each: tuple[str, ...]) -> None:
    assert units(written) == each


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(text: str) -> None:
    assert organisation_key(organisation_key(text)) == organisation_key(text)
