"""What pages keep of what they have read says no more than it was kept for, and doesn't pile up."""

import gc
import re
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request

from archive.blobs import FolderBlobs
from archive.edits import Edited, keep
from archive.records import SqlRecords
from config.clock import now
from config.settings import Settings
from intake.call import Organisation
from intake.roster import as_text
from review_export.web.gate import Gate
from review_export.web.visit import Visit
from tests.review_export.web.browsing import CALLS, Drawn, House


def test_two_organisations_of_one_name_are_shown_each_as_itself(
    quick_passwords: None, records: SqlRecords, tmp_path: Path
) -> None:
    call = CALLS[0]
    first, second = call.categories[0], "另一类"
    roster = tuple(
        Organisation(("青岭大学",), category, (), telephone)
        for category, telephone in ((first, "0123-5550101"), (second, "0123-5550202"))
    )
    calls = (replace(call, roster=roster),)
    house = House(records, FolderBlobs(tmp_path / "blobs"), Drawn(), settings=Settings(data=tmp_path), calls=calls)
    office = house.office()
    for category, telephone in ((first, "0123-5550101"), (second, "0123-5550202")):
        shown = office.get(f"/calls/{call.name}/organisations?category={category}").text
        assert re.findall(r"0123-\d{7}", shown) == [telephone]


def test_a_roster_that_stays_as_it_was_is_remembered_once(
    quick_passwords: None, records: SqlRecords, tmp_path: Path
) -> None:
    call = CALLS[0]
    house = House(records, FolderBlobs(tmp_path / "blobs"), Drawn(), settings=Settings(data=tmp_path), calls=(call,))
    keep(records, Edited.ROSTER, call.name, as_text((Organisation(("青岭大学",), "高校"),)), "x", "x", now())
    office, kept = house.office(), []
    for name in ("a", "b", "c"):
        keep(records, Edited.TEMPLATE, name, "x", "x", "x", now())
        house.parts.calls.look()
        assert "青岭大学" in office.get(f"/calls/{call.name}/organisations").text
        kept.append(len(house.parts.remembered._kept))
    assert kept[1] == kept[2]


def test_a_visit_ends_with_its_request(
    quick_passwords: None, records: SqlRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody uploaded, or typed as a password, isn't held until rubbish is looked for."""
    house = House(records, FolderBlobs(tmp_path / "blobs"), Drawn(), settings=Settings(data=tmp_path))
    visits: list[weakref.ref[Visit]] = []
    made = Gate.visit

    def noted(gate: Gate, request: Request) -> Visit:
        visit = made(gate, request)
        visits.append(weakref.ref(visit))
        return visit

    monkeypatch.setattr(Gate, "visit", noted)
    office = house.office()
    gc.disable()
    try:
        assert office.get("/account").status_code == 200
        assert visits
        assert visits[-1]() is None
    finally:
        gc.enable()
