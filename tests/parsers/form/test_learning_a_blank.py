"""The shipped form, learnt from its blank: labels, places, options, hints."""

from parsers.form import learn
from parsers.form.blank import Slot
from tests.cases import LABELS
from tests.forms import MODULES, SPEC


def test_every_field_is_found_in_reading_order() -> None:
    places = learn(SPEC).places
    assert {place.field.key for place in places} == set(LABELS)
    assert places[0].field.key == "submitted_on"
    assert [place.order for place in places] == list(range(len(LABELS)))


def test_where_each_answer_goes() -> None:
    slots = {place.field.key: place.slot for place in learn(SPEC).places}
    assert slots.pop("submitted_on") is Slot.BEHIND
    assert slots.pop("plan_text") is Slot.UNDER
    assert set(slots.values()) == {Slot.RIGHT}


def test_the_option_group_and_the_group_of_labels() -> None:
    blank = learn(SPEC)
    assert next(place.choices for place in blank.places if place.field.key == "modules") == MODULES
    assert {caption: place.field.key for caption, place in blank.groups.items()} == {"联系人": "contact_name"}


def test_hints_are_no_labels() -> None:
    blank = learn(SPEC)
    assert any(hint.startswith("(应突出重点") for hint in blank.hints)
    assert not any("应突出重点" in label for label in blank.labels)


def test_learning_is_done_once_a_form() -> None:
    assert learn(SPEC) is learn(SPEC)


def test_labels_match_however_they_are_written() -> None:
    blank = learn(SPEC)
    for text, key in (
        ("姓  名", "contact_name"),
        ("姓\n名", "contact_name"),
        ("传　　真：", "contact_fax"),
        ("二、工作方案", "plan_text"),
        ("（二）工作方案", "plan_text"),
        ("主题活动模块\n（可多选）", "modules"),
        ("*主办单位名称", "host_organisation"),
        ("主办单位名称（盖章）", "host_organisation"),
        ("主办单位的名称", "host_organisation"),
        ("主题活动名", "activity_name"),
        ("联系人手机", "contact_mobile"),
    ):
        match = blank.match(text)
        assert match is not None, text
        assert (match.place.field.key, match.sure) == (key, True), text


def test_other_names_match_with_doubt_and_other_words_not_at_all() -> None:
    blank = learn(SPEC)
    for text, key in (("主办单位", "host_organisation"), ("手机号码", "contact_mobile"), ("邮箱", "contact_email")):
        match = blank.match(text)
        assert match is not None, text
        assert (match.place.field.key, match.sure) == (key, False), text
    for text in ("", "校名", "名称", "协办单位名称", "主题", "联系人", "中国云杉工程学会", "手" * 500):
        assert blank.match(text) is None, text


def test_a_label_one_character_off_is_doubtful_since_it_may_be_another() -> None:
    match = learn(SPEC).match("主管单位名称")
    assert match is not None
    assert (match.place.field.key, match.sure, match.mistyped) == ("host_organisation", False, True)
