"""Queries under a name."""

import pytest

from archive.finding import QueryRefused
from archive.finding.saved import forget, save, saved, saved_query
from archive.records import SqlRecords
from tests.archive.filings import NOON


def test_a_query_is_kept_replaced_and_forgotten(records: SqlRecords) -> None:
    save(records, " 直播 ", "直播 -云杉", NOON)
    save(records, "缺章", "code:stamp_missing", NOON)
    save(records, "直播", "网络直播", NOON)
    assert saved(records) == {"直播": "网络直播", "缺章": "code:stamp_missing"}
    assert saved_query(records, "直播") == "网络直播"
    forget(records, "直播")
    assert saved(records) == {"缺章": "code:stamp_missing"}


def test_a_name_that_nobody_gave_is_refused_with_those_there_are(records: SqlRecords) -> None:
    with pytest.raises(QueryRefused, match=r"^没有名为“甲”的检索$"):
        saved_query(records, "甲")
    save(records, "乙", "直播", NOON)
    with pytest.raises(QueryRefused, match=r"^没有名为“甲”的检索，已保存的有乙$"):
        forget(records, "甲")


@pytest.mark.parametrize(
    ("name", "query"), [("甲", "(直播"), ("", "直播"), ("  ", "直播"), ("a\nb", "直播"), ("长" * 101, "直播")]
)
def test_what_is_no_query_or_no_name_is_not_kept(records: SqlRecords, name: str, query: str) -> None:
    with pytest.raises(QueryRefused):
        save(records, name, query, NOON)
    assert saved(records) == {}
