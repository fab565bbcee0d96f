"""CONTRACT's JSON as shapes: a value that lacks a key, has one more, or is of another type is named by its place."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from intake.codes import Code, Severity
from parsers.facts import Kind

type_check = Callable[[Any, str], None]


def of(*types: type) -> type_check:
    def verify(value: Any, place: str) -> None:
        allowed = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
        assert allowed, f"{place}: {value!r} is none of {types}"

    return verify


def one_of(*values: Any) -> type_check:
    def verify(value: Any, place: str) -> None:
        assert value in values, f"{place}: {value!r} is none of {values}"

    return verify


def like(pattern: str) -> type_check:
    def verify(value: Any, place: str) -> None:
        assert isinstance(value, str), place
        assert re.fullmatch(pattern, value, re.DOTALL), f"{place}: {value!r} is not like {pattern}"

    return verify


def or_null(inner: type_check) -> type_check:
    return lambda value, place: None if value is None else inner(value, place)


def many(inner: type_check) -> type_check:
    def verify(value: Any, place: str) -> None:
        assert isinstance(value, list), place
        for index, each in enumerate(value):
            inner(each, f"{place}[{index}]")

    return verify


def shape(**keys: type_check) -> type_check:
    def verify(value: Any, place: str) -> None:
        assert isinstance(value, dict), place
        named = {key.rstrip("_"): inner for key, inner in keys.items()}
        assert list(value) == list(named), f"{place}: {list(value)}"
        for key, inner in named.items():
            inner(value[key], f"{place}.{key}")

    return verify


def moment(value: Any, place: str) -> None:
    assert datetime.fromisoformat(value).tzinfo is not None, place
    like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")(value, place)


def share(value: Any, place: str) -> None:
    of(int, float)(value, place)
    assert 0 <= value <= 1, place


def box(value: Any, place: str) -> None:
    many(share)(value, place)
    left, top, right, bottom = value
    assert left < right, place
    assert top < bottom, place


text, count, code = of(str), of(int), one_of(*(each.value for each in Code))
verdict = one_of("accepted", "correction", "review", "ignored")
sha256 = like("[0-9a-f]{64}")
phone = like(r"(0\d{2,3}-)?\d{7,8}(-\d+)?(、.*)?")
_HOST = {"host_organisation": or_null(text), "activity_name": or_null(text)}
plan_fields = shape(
    **_HOST,
    modules=or_null(many(text)),
    co_organisers=or_null(text),
    contact_name=or_null(text),
    contact_office_phone=or_null(phone),
    contact_mobile=or_null(like(r"1\d{10}(、1\d{10})*")),
    contact_fax=or_null(phone),
    contact_email=or_null(like(r"[^@\s]+@[a-z0-9.-]+")),
    submitted_on=or_null(like(r"\d{4}-\d\d-\d\d")),
    plan_text=or_null(text),
)
report_fields = shape(**_HOST, report_title=or_null(text), report_text=or_null(text))
FIELDS = {"plan": plan_fields, "report": report_fields}
finding = shape(
    code=code,
    severity=one_of(*(each.value for each in Severity)),
    document=or_null(like(r"\d+(\.\d+)*")),
    field=or_null(text),
    detail=like(r".*[\u4e00-\u9fff].*"),
)
stamp = shape(
    page=count,
    box=box,
    kind=one_of("ink", "annotation", "signature"),
    shape=one_of("official", "contract", "chop", "other"),
    confidence=share,
    text=text,
    matches_organisation=one_of(True, False, None),
)
document = shape(
    id=like(r"\d+(\.\d+)*"),
    name=text,
    container=or_null(text),
    sha256=sha256,
    size=count,
    kind=one_of(*(each.value for each in Kind)),
    role=one_of("plan_word", "plan_pdf", "report_word", "report_pdf", "supporting", "ignored"),
    pages=or_null(count),
    text_source=one_of("native", "ocr", "none"),
    characters=or_null(count),
    stamps=many(stamp),
)


def submission(value: Any, place: str) -> None:
    shape(
        stage=one_of("plan", "report"),
        organisation=or_null(text),
        activity=or_null(text),
        verdict=one_of("accepted", "correction", "review"),
        findings=many(finding),
        similarity=or_null(share),
        documents=many(text),
        fields=FIELDS[value["stage"]],
    )(value, place)


message = shape(
    source=text,
    message=shape(
        message_id=text, from_=text, subject=text, received_at=moment, automatic=of(bool), reply_to=or_null(text)
    ),
    verdict=verdict,
    findings=many(finding),
    documents=many(document),
    submissions=many(submission),
)
hit = shape(
    receipt=or_null(text),
    organisation=or_null(text),
    activity=or_null(text),
    stage=or_null(text),
    verdict=verdict,
    received_at=or_null(moment),
    where=text,
    snippet=text,
)
status = shape(
    mails=count,
    ignored=count,
    submissions=shape(accepted=count, correction=count, review=count),
    outbox=shape(waiting=count, held=count, in_doubt=count, sent=count, failed=count),
    queue=shape(waiting=count, running=count, dead=count),
    last_error=or_null(text),
)
verification = shape(
    blobs=count, bytes=count, missing=many(sha256), corrupt=many(sha256), unknown=many(text), database=many(text)
)


def consistent(value: dict[str, Any]) -> None:
    """What follows from one part for another: verdicts from findings, ids and roles from documents."""
    known = {each["id"] for each in value["documents"]}
    everything = value["findings"] + [each for one in value["submissions"] for each in one["findings"]]
    assert {each["document"] for each in everything} - {None} <= known
    assert {identity for one in value["submissions"] for identity in one["documents"]} <= known
    for one in value["submissions"]:
        assert one["verdict"] == worst(one["findings"])
        assert {each["field"] for each in one["findings"]} - {None} <= set(one["fields"])
    if value["verdict"] != "ignored":
        assert value["verdict"] == worst(everything)


def worst(findings: list[dict[str, Any]]) -> str:
    severities = {each["severity"] for each in findings}
    return "correction" if "error" in severities else "review" if "review" in severities else "accepted"
