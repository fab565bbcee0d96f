"""Counting: what was said with some confidence beside how often it was right."""

from eval.scores import calibration


def test_what_is_said_as_often_as_it_is_right_has_no_error() -> None:
    said = [(0.75, True), (0.75, True), (0.75, True), (0.75, False)]
    assert calibration(said) == [
        ("0.70–0.80", "4", "0.750", "0.750"),
        ("expected calibration error", "4", "", "0.000"),
    ]


def test_the_error_is_the_mean_over_all_that_was_said() -> None:
    said = [(0.99, True), (0.99, True), (0.99, True), (0.55, False)]
    assert calibration(said)[-1] == ("expected calibration error", "4", "", "0.145")
