"""json and jsonl keep to the schema that is published beside them."""

import json
from pathlib import Path

import jsonschema
import pytest

from review_export.exporting import export
from review_export.rows import Readers
from review_export.selection import Selection
from tests.review_export.activities import CALL, LATE, activity

SCHEMA = json.loads((Path(__file__).parents[2] / "review_export" / "activities.schema.json").read_text("utf-8"))
ROWS = (activity(1, findings=(LATE,)), activity(2, "", activity="", characters=0), activity(3, stage="report"))


@pytest.mark.parametrize("readers", list(Readers))
def test_every_export(readers: Readers, tmp_path: Path) -> None:
    export(tmp_path / "a.json", ROWS, (CALL,), readers, Selection())
    export(tmp_path / "a.jsonl", ROWS, (CALL,), readers, Selection())
    whole = json.loads((tmp_path / "a.json").read_text("utf-8"))
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert whole == lines
    assert len(whole) == 3
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(whole)


@pytest.mark.parametrize("key", ["receipt", "verdict", "documents"])
def test_the_schema_can_fail(key: str, tmp_path: Path) -> None:
    export(tmp_path / "a.json", ROWS, (CALL,), Readers.OFFICE, Selection())
    whole = json.loads((tmp_path / "a.json").read_text("utf-8"))
    del whole[1][key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, SCHEMA)
