"""All submissions that a query finds."""

import pytest

from archive.finding import QueryRefused
from archive.finding.matching import receipts
from archive.records import SqlRecords
from tests.archive.filings import file, simple


def test_the_receipt_numbers_of_all_that_is_found(records: SqlRecords) -> None:
    filed = [
        file(records, simple(unit.encode(), unit))[0] for unit in ("中国云杉工程学会", "中国莲花学会", "青河省科协")
    ]
    assert receipts(records.engine, "直播") == frozenset(filed)
    assert receipts(records.engine, "organisation:莲花 OR 青河省") == frozenset(filed[1:])
    assert receipts(records.engine, "网络直播") == frozenset()


@pytest.mark.parametrize("query", ["", "(直播"])
def test_what_is_no_query(query: str, records: SqlRecords) -> None:
    with pytest.raises(QueryRefused):
        receipts(records.engine, query)
