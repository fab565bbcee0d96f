"""The published schema is what the tables say, and what records keep to."""

import json

from jsonschema import Draft202012Validator

from archive.blobs import FolderBlobs
from archive.recorded.schema import FILE, written
from archive.records import SqlRecords
from tests.archive.recorded.houses import lived_in


def test_the_published_schema_is_of_today() -> None:
    """If not: `python -m archive.recorded.schema`."""
    assert FILE.read_text("utf-8") == written()


def test_every_record_keeps_to_it(records: SqlRecords, blobs: FolderBlobs) -> None:
    lived_in(records, blobs)
    published = json.loads(FILE.read_text("utf-8"))
    Draft202012Validator.check_schema(published)
    validator = Draft202012Validator(published)
    kept = [key for key in blobs.places() if key.startswith("records/")]
    kinds = {key.split("/")[1] for key in kept}
    assert kinds == {
        "meta",
        "mail",
        "submission",
        "text",
        "letter",
        "searches",
        "audit",
        "decisions",
        "ballots",
        "assignments",
        "held",
        "edits",
    }
    for key in kept:
        assert list(validator.iter_errors(json.loads(blobs.get_at(key)))) == []
    odd = {**json.loads(blobs.get_at(kept[0])), "more": 1}
    assert list(validator.iter_errors(odd))
