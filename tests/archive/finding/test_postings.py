"""PostgreSQL's segments: what is packed comes out as it was, and every query is answered as by looking into the lines."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import text

from archive.finding import gathering, inverted, reindex, search, segments
from archive.finding.entries import write_all
from archive.finding.lines import line, tokens
from archive.finding.postings import MOST, WIDTH, Block, blocks, numbers, packed_numbers, token_of_word
from archive.finding.tree import Leaf
from archive.finding.upkeep import make_anew
from archive.records import SqlRecords, open_records
from archive.tables import SHANGHAI
from intake.codes import Verdict
from tests.archive.filings import NOON, assessed, digest_of, examination, file, judged

WORDS = ["莲", "花", "学", "会", "𠮷", "a", "ab", "2020", "\ue000"]


def lines_of(seed: int, number: int, length: int = 30) -> list[str]:
    chosen = random.Random(seed)
    return [line(chosen.choices(WORDS, k=chosen.randrange(length))) for _ in range(number)]


def places(packed: Sequence[tuple[int, bytes]], token: int) -> list[int]:
    """As the database looks it up: in the last block that doesn't begin behind it."""
    which = bisect_right([first for first, _ in packed], token)
    return list(Block(*packed[which - 1]).places(token)) if which else []


@pytest.mark.parametrize(
    "words",
    [("莲",), ("莲", "花"), ("𠮷",), ("花", "𠮷"), ("a",), ("ab",), ("2020",), ("鑫",), ("莲", "鑫"), ("zz",)],
    ids="".join,
)
def test_a_token_is_found_in_each_line_that_has_it_and_in_no_other(words: tuple[str, ...]) -> None:
    written = lines_of(1, 700)
    packed = list(blocks(written))
    assert len(packed) > 2
    found = tokens(Leaf(words))
    (token,) = (*found.characters, *map(token_of_word, found.words))
    assert places(packed, token) == [place for place, each in enumerate(written) if line(words) in each]


def test_a_full_segment_keeps_its_last_entry_and_a_token_of_all() -> None:
    packed = list(blocks(["莲花"] * (MOST - 1) + ["莲花 ab "]))
    assert places(packed, ord("莲")) == list(range(MOST))
    assert places(packed, token_of_word("ab")) == [MOST - 1]


def test_places_can_be_those_of_very_many_segments() -> None:
    ((first, packed),) = blocks(["莲花"])
    behind = np.int64(17 * MOST)
    assert (Block(first, packed).places(ord("花")) + behind).tolist() == [behind]
    assert (Block(first, packed).places(ord("鑫")) + behind).tolist() == []


@pytest.mark.parametrize("written", [[], ["", ""]], ids=["none", "empty"])
def test_entries_without_words_make_no_blocks(written: list[str]) -> None:
    assert list(blocks(written)) == []


def test_numbers_come_back() -> None:
    assert list(numbers(packed_numbers([3, 2**60, 2**60 + 1]))) == [3, 2**60, 2**60 + 1]
    assert list(numbers(packed_numbers([]))) == []


@pytest.mark.parametrize(
    ("shares", "asked"),
    [
        ({"莲花": 0.5, "花学": 0.5, "学会": 0.5}, 3),
        ({"莲花": 0.5, "花学": 0.0, "学会": 0.5}, 3),
        ({"莲花": 0.0, "花学": 0.0, "学会": 0.0}, 2),
        ({"莲花": 0.01, "花学": 1.0, "学会": 0.02}, 2),
    ],
    ids=["all usual", "one that nobody had", "none that anybody had", "one that everybody has"],
)
def test_the_rarest_pairs_of_a_phrase_are_asked_for(shares: dict[str, float], asked: int) -> None:
    share = {ord(pair[0]) << WIDTH | ord(pair[1]): each for pair, each in shares.items()}
    found = segments.Tokens.of(Leaf(tuple("莲花学会")))
    assert set(found.tokens) == set(share)
    assert found.telling(share.__getitem__).tokens == sorted(share, key=lambda each: (share[each], each))[:asked]


def test_words_of_another_year_are_reckoned_anew_as_older_entries_are_asked() -> None:
    pairs = segments.Tokens.of(Leaf(tuple("莲花学会")))
    seen, first = segments._Seen(), sorted(pairs.tokens)[0]
    for size, having in ((100, 0), (1_000, 1_000)):
        places = {token: [np.arange(having if token == first else 0)] for token in pairs.tokens}
        seen.add(segments._Joined(np.arange(size), np.ones(size, np.bool_), places, {}))
        found = pairs.telling(seen.share).tokens
        assert (first in found) == (having == 0)
    assert seen.share(first) == 1_000 / 1_100
    assert seen.share(-1) == 1.0


def test_what_one_token_tells_is_always_asked_for() -> None:
    found = segments.Tokens.of(Leaf(tuple("莲花")))
    assert found.telling(lambda _: 1.0) == found


QUERIES = (
    "莲", "々", "-々", "々 OR 花会", "花会", "莲花学会", "学会莲花花", "莲花 -会莲", "-莲", "-莲花学会", "(莲花学 OR 会会) -ab", "莲 OR 鑫", "a*", "学会 ab*",
    "subject:莲花", "NOT (莲花学 OR ab)", "20* -莲花", "has:attachment", "-subject:学会莲", "received:2020-04", "a会",
)  # fmt: skip


@pytest.mark.parts
def test_whether_entries_are_packed_changes_no_answer(records: SqlRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    """Latest alone; one segment; several; small ones joined; some latest beside them, and an entry replaced since.

    All segments but the newest are asked for the rarest token of a phrase alone.
    """
    monkeypatch.setattr(segments, "_TOGETHER", (1, 1))
    monkeypatch.setattr(segments, "_LOOKED_INTO", 2 * MOST)
    monkeypatch.setattr(gathering, "LATEST", 3)
    monkeypatch.setattr(gathering, "SEGMENTS", 3)
    chosen = random.Random(5)
    raws = [b"mail %d" % number for number in range(26)]
    seen: list[tuple[int, int]] = []
    for number, raw in enumerate(raws):
        words = chosen.choices(["莲", "花", "学", "会", " a ", " ab ", " 2020 ", "，"], k=chosen.randrange(2, 40))
        moment = NOON + timedelta(minutes=number)
        facts = examination(raw, subject="".join(words))
        file(records, assessed(facts, verdict=Verdict.REVIEW, received_at=moment))
        if number % 5 == 3:
            with records.transaction() as transaction:
                reindex(transaction.session, digest_of(raws[number // 2]))
        if records.engine.dialect.name == "postgresql" and number % 4 == 1:
            seen.append(parts(records))
            before = answers(records)
            gathering.gather(records.engine)
            assert answers(records) == before
    if records.engine.dialect.name == "postgresql":
        assert max(segments_then for _, segments_then in seen) >= 2
        assert parts(records)[0] < 3
    plain = answers(records)
    make_anew(records.engine)
    assert answers(records) == plain


@pytest.mark.parts
def test_what_was_empty_when_last_looked_at_is_not_gone_through_for_each_entry(postgres_url: str) -> None:
    records = open_records(postgres_url)
    with records.engine.begin() as connection:
        connection.execute(text("ANALYZE entries"))
    for number in range(30):
        file(records, assessed(examination(b"%d" % number, subject="莲"), verdict=Verdict.REVIEW))
    with records.engine.begin() as connection:
        connection.execute(text("DELETE FROM entries"))
    records.engine.dispose()  # a connection remembers how it looked references up
    with records.transaction() as transaction:
        assert write_all(transaction.session) == 30
        scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'entries'"
        assert transaction.session.scalar(text(scans)) < 10
    records.engine.dispose()


def gathered(records: SqlRecords) -> tuple[set[int], set[int]]:
    """Entries that lie in segments, and those there are."""
    with records.engine.connect() as connection:
        packed = connection.scalars(text("SELECT entries FROM search_segments")).all()
        there = connection.scalars(text("SELECT id FROM entries")).all()
    return {int(entry) for each in packed for entry in numbers(each)}, set(there)


@pytest.mark.parts
def test_a_segment_that_has_lost_a_quarter_is_packed_without_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "LATEST", 2)
    records = open_records(postgres_url)
    raws = [b"mail %d" % number for number in range(8)]
    for raw in raws:
        file(records, assessed(examination(raw, subject="莲花"), verdict=Verdict.REVIEW))
    gathering.gather(records.engine)
    first, there = gathered(records)
    assert first == there
    for done, raw in enumerate(raws[:3], 1):
        with records.transaction() as transaction:
            reindex(transaction.session, digest_of(raw))
        gathering.gather(records.engine)
        assert len(search(records.engine, "莲花", with_facets=True).hits) == len(raws)
        packed, there = gathered(records)
        assert (first <= packed) == (done < 2), "a quarter of eight is two"
    with records.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM search_gone")) < 2
    records.engine.dispose()


def test_the_old_index_is_searched_while_another_is_made(records: SqlRecords) -> None:
    for number in range(3):
        file(records, assessed(examination(b"%d" % number, subject="莲花"), verdict=Verdict.REVIEW))
    with records.transaction() as transaction:
        write_all(transaction.session)
        assert len(search(records.engine, "莲花", with_facets=True).hits) == 3
    assert len(search(records.engine, "莲花", with_facets=True).hits) == 3


def parts(records: SqlRecords) -> tuple[int, int]:
    """Latest entries, and segments."""
    with records.engine.connect() as connection:
        count = "SELECT (SELECT count(*) FROM search_latest), (SELECT count(*) FROM search_segments)"
        latest, segments = connection.execute(text(count)).one()
        return latest, segments


def answers(records: SqlRecords) -> dict[str, list[str]]:
    """Of each query the mails found, page by page, and how many were counted."""
    found: dict[str, list[str]] = {}
    for query in QUERIES:
        page = search(records.engine, query, limit=7, with_facets=True)
        assert page.facets is not None
        found[query] = [hit.mail for hit in page.hits]
        total = page.facets.total
        while page.cursor:
            page = search(records.engine, query, limit=7, after=page.cursor)
            found[query] += [hit.mail for hit in page.hits]
        assert len(found[query]) == total
    return found


MIDNIGHT = datetime(2020, 5, 1, tzinfo=SHANGHAI)


@pytest.mark.parts
def test_packed_entries_are_of_the_day_month_and_year_in_which_they_were_received(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the second; asked of numbers where they are packed, of facts where they aren't yet."""
    monkeypatch.setattr(gathering, "LATEST", 1)
    records = open_records(postgres_url)
    seconds = {"before": -1, "after": 0, "year": 260 * 86_400, "old": -365 * 86_400 * 60}
    for name, each in seconds.items():
        moment = MIDNIGHT + timedelta(seconds=each)
        file(records, assessed(examination(name.encode(), subject=name), verdict=Verdict.REVIEW, received_at=moment))

    def found(query: str) -> list[str]:
        names = {digest_of(name.encode()): name for name in seconds}
        return [names[hit.mail] for hit in search(records.engine, query).hits]

    wanted = {
        "received:2020-04-30": ["before"],
        "received:2020-05-01": ["after"],
        "received:2020-05..2021": ["year", "after"],
        "received:2020-04 OR received:2021": ["year", "before"],
        "-received:2020": ["year", "old"],
        "received:2020 -received:..2020-04": ["after"],
        "received:1960": ["old"],
        "before received:2020-05": [],
    }
    for _ in ("latest", "packed"):
        assert {query: found(query) for query in wanted} == wanted
        gathering.gather(records.engine)
    assert parts(records) == (0, 1)
    records.engine.dispose()


@pytest.mark.parts
def test_no_line_is_looked_into_for_what_the_index_tells(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module's whole name and a short beginning of a word are told; a part of a module and a long beginning aren't."""
    records = open_records(postgres_url)
    raws = [b"%d" % number for number in range(3)]
    for raw in raws:
        facts = examination(raw, subject="abacus 莲花")
        file(records, assessed(facts, [judged(raw, "莲花学会", raw.decode())]))
    make_anew(records.engine)
    looked_into: list[int] = []
    among = inverted._Asked.among

    def noted(asked: inverted._Asked, entries: list[int]) -> list[int]:
        looked_into.extend(entries)
        return among(asked, entries)

    monkeypatch.setattr(inverted._Asked, "among", noted)
    told = (
        "a*",
        "aba*",
        "module:团结引领",
        "module:团结引领 莲花",
        "莲花 -module:科学普及",
        "ab* 莲花 module:建家办事",
    )
    for query in told:
        assert (len(search(records.engine, query).hits), looked_into) == (3, [])
    assert not search(records.engine, "-module:团结引领").hits
    assert (search(records.engine, "abd*").hits, looked_into) == ((), [])
    for query, hits in {"abac*": 3, "abab*": 0, "module:结引": 3, "module:领团结": 0, "module:领、建": 3}.items():
        looked_into.clear()
        assert len(search(records.engine, query).hits) == hits
        assert not hits or len(looked_into) == 3
    assert looked_into
    records.engine.dispose()
