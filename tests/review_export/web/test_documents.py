"""A submission's documents as they are read here, and two revisions held beside each other."""

import re
from dataclasses import replace
from datetime import datetime

from archive.documents import documents_of
from intake.codes import Verdict
from review_export.web import application
from tests.archive.desk import Desk
from tests.archive.filings import CALL
from tests.cases import ANSWERS, SHANGHAI, arrived, form, later, mail, pdf, word
from tests.cases import CALL as FULL_CALL
from tests.review_export.web.browsing import House
from tests.review_export.web.objects import submission

BASE = f"/calls/{CALL.name}/submissions"
NEXT_DAY = datetime(2020, 4, 21, 9, 0, tzinfo=SHANGHAI)


def twice(house: House) -> str:
    """A submission that came again with another mobile number, at a call with a whole form; its path."""
    house.parts = replace(house.parts, calls=(FULL_CALL,))
    house.app = application(house.parts)
    desk, fewer = Desk(house.records), {**ANSWERS, "contact_mobile": "1390000123"}
    (first,) = desk.arrive(
        arrived(word("1", "方案.docx", form(fewer, {"contact_mobile": "共10位"})), pdf(answers=fewer))
    )
    again = arrived(word("1", "方案2.docx"), pdf(name="方案2.pdf"), mail=mail(message_id="<2@spruce.example.org>"))
    desk.arrive(later(again, NEXT_DAY))
    return f"/calls/{FULL_CALL.name}/submissions/{first}"


def test_a_word_version_is_read_here_and_its_original_is_one_click_away(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下<b>", Verdict.REVIEW)
    sha256 = next(each.facts.sha256 for each in documents_of(house.records, CALL.name, receipt) if each.pages is None)
    shown = house.office().get(f"{BASE}/{receipt}/documents/{sha256}/view").text
    assert '<div class="word">' in shown
    assert "林下&lt;b&gt;" in shown
    assert f'href="{BASE}/{receipt}/documents/{sha256}" download' in shown
    assert sha256 in shown


def test_both_versions_stand_beside_each_other(house: House) -> None:
    here = twice(house)
    shown = house.office().get(here).text
    assert shown.count('<div class="pages"') == 2
    assert re.search(r'<p class="field" data-place="[^"]*\bf-contact_mobile\b', shown)
    assert "归入这一件，因为" in shown
    assert "当时的核对意见1条" in shown


def test_what_a_later_mail_changed_is_shown(house: House) -> None:
    here, office = twice(house), house.office()
    shown = office.get(f"{here}/compare").text
    assert re.search(r"<dt>手\s*机</dt><dd><del>1390000123</del><ins>\d{11}</ins></dd>", shown)
    assert "<del>方案.docx</del> → <ins>方案2.docx</ins>" in shown
    assert "栏目填写有误" in shown
    assert "最早的材料" in office.get(f"{here}/compare?later=1").text
    assert "没有第9次材料" in office.get(f"{here}/compare?later=9&earlier=x").text


def test_what_came_once_has_nothing_to_compare(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    office, path = house.office(), f"{BASE}/{receipt}/compare"
    assert "只收到过一次材料" in office.get(path).text
    assert "Material has come only once" in office.get(path, **{"accept-language": "en"}).text
