"""Every field of the query language, under each of its names, on both databases: it finds the one and not the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from archive.finding import search
from archive.finding.fields import FIELDS, HAS
from archive.records import SqlRecords, open_records
from archive.tables import SHANGHAI
from intake.codes import Verdict
from parsers.facts import PagedDocument, Signature, SignatureState
from tests.archive.filings import CALL, NOON, OTHER_CALL, assessed, examination, file, judged, pdf, word

ONE, OTHER = "莲花学会", "云杉协会"
CONTACT = {"contact_name": "李四", "contact_mobile": "13900001234", "contact_email": "li@lotus.example.org"}
REPORT = replace(CALL.stages[0], key="report", name="总结报告")

# of each field by its first name: what finds the one, and what finds the other
ASKED = {
    "organisation": ("莲花", "云杉"),
    "activity": ("荷塘", "林下"),
    "module": ("团结引领", "科学普及"),
    "contact": ("13900001234", "王五"),
    "sender": ("zhangsan", "wangwu"),
    "subject": ("方案", "总结"),
    "file": ("*.docx", "*.wps"),
    "receipt": ("2020-29-0001", "2021-7-0001"),
    "note": ("一句话", "已齐"),
    "stage": ("plan", "report"),
    "call": ("2020-29", "2021-7"),
    "verdict": ("需补正", "accepted"),
    "code": ("stamp_missing", "late"),
    "has": ("公章", ""),
    "is": ("现行", ""),
    "received": ("2020-04", "2021"),
}
FIRST = {reading: name for name, reading in reversed(FIELDS.items())}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.parts)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    if request.param == "sqlite":
        records = open_records(f"sqlite:///{tmp_path_factory.mktemp('fields') / 'records.db'}")
    else:
        records = open_records(request.getfixturevalue("postgres_server").database())
    _one(records)
    _other(records)
    yield records
    records.engine.dispose()


def _one(records: SqlRecords) -> None:
    form, sealed = word("1", "方案.docx", "荷塘里的课堂"), pdf("2", "盖章.pdf", "盖章页")
    assert isinstance(sealed.content, PagedDocument)
    signature = Signature("签名1", "莲花学会", SignatureState.UNTRUSTED)
    sealed = replace(sealed, content=replace(sealed.content, signatures=(signature,)))
    judgement = judged(b"one", ONE, "荷塘课堂", word_version=form, pdf_version=sealed, verdict=Verdict.CORRECTION)
    judgement = replace(
        judgement, material=replace(judgement.material, fields={**judgement.material.fields, **CONTACT})
    )
    file(records, assessed(examination(b"one", (form, sealed), subject="报送方案"), [judgement]))


def _other(records: SqlRecords) -> None:
    moment = datetime(2021, 5, 6, 7, 8, tzinfo=SHANGHAI)
    judgement = judged(b"other", OTHER, "林下观鸟", received_at=moment)
    fields = {"huodongleixing": ("科学普及",), "lianxiren": "王五", "haoma": "13800002222", "renshu": "120"}
    judgement = replace(judgement, material=replace(judgement.material, stage=REPORT, fields=fields))
    facts = examination(b"other", subject="报送总结", text="材料另寄。")
    sender = replace(facts.mail.sender, name="王五", address="wangwu@example.org")
    facts = replace(facts, mail=replace(facts.mail, sender=sender))
    call = replace(OTHER_CALL, stages=(REPORT,))
    file(records, assessed(facts, [judgement], received_at=moment, call=call))


def found(records: SqlRecords, query: str) -> set[str]:
    return {hit.organisation for hit in search(records.engine, query).hits}


def test_no_field_is_forgotten_here() -> None:
    assert set(ASKED) == set(FIRST.values())


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_by_each_of_its_names(filled: SqlRecords, name: str) -> None:
    one, other = ASKED[FIRST[FIELDS[name]]]
    assert ONE in found(filled, f"{name}:{one}")
    if other:
        assert ONE not in found(filled, f"{name}:{other}")
    if name not in {"is", "状态"}:
        assert found(filled, f"{name}:{one}") == {ONE}
        assert found(filled, f"-{name}:{one}") == {OTHER}


@pytest.mark.parametrize("value", HAS)
def test_each_thing_that_it_may_have(filled: SqlRecords, value: str) -> None:
    assert [found(filled, f"has:{each}") for each in (value, *HAS[value])] == [{ONE}] * (1 + len(HAS[value]))


@pytest.mark.parametrize("asked", ["module:科学普及", "contact:王五", "联系人:13800002222"])
def test_a_call_may_name_its_fields_as_it_likes(filled: SqlRecords, asked: str) -> None:
    assert found(filled, asked) == {OTHER}
    facets = search(filled.engine, asked, with_facets=True).facets
    assert facets is not None
    assert facets.counts["module"] == (("科学普及", 1),)


def test_what_reaches_nobody_is_no_contact(filled: SqlRecords) -> None:
    assert found(filled, "contact:120") == set()
    assert found(filled, "120") == {OTHER}


def test_both_are_there(filled: SqlRecords) -> None:
    assert found(filled, f"received:{NOON:%Y}..2021 is:current") == {ONE, OTHER}
    assert found(filled, "is:archived") == set()
