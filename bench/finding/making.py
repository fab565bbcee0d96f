"""An archive of many submissions, written straight into the tables; the index is then made as it is after an upgrade.

Each has a mail, a Word version of some 900 characters and a PDF of two pages that says nearly the same, a form's fields, and
every second one a finding.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from archive.tables import DocumentRow, FindingRow, MailRow, RevisionRow, SubmissionRow, Table, TextRow
from bench.finding.texts import Writer
from intake.codes import CODES, Verdict

_AT_ONCE = 1_000
_FIRST, _YEARS = datetime(2015, 1, 1, tzinfo=UTC), 6
_MODULES = ("团结引领", "建家办事", "创新争先", "科学普及", "为民服务")
_TABLES = (MailRow, DocumentRow, SubmissionRow, RevisionRow, FindingRow, TextRow)
Rows = dict[type[Table], list[dict[str, Any]]]


def make(engine: Engine, number: int, seed: int = 1, after: int = 0, texts: bool = True) -> int:
    """Write so many submissions, numbered from behind `after`; the UTF-8 bytes of their texts, where they get any."""
    writer, size = Writer(seed), 0
    names = [writer.name() for _ in range(max(50, number // 25))]
    with Session(engine) as session, session.begin():
        for start in range(after + 1, after + number + 1, _AT_ONCE):
            rows: Rows = {table: [] for table in _TABLES if texts or table is not TextRow}
            for identity in range(start, min(start + _AT_ONCE, after + number + 1)):
                _add(rows, writer, identity, names)
            for table, values in rows.items():
                session.execute(insert(table.__table__), values)  # at once: the ORM parts them where one has a None
            size += sum(len(row["text"].encode()) for row in rows.get(TextRow, ()))
        if engine.dialect.name == "postgresql":
            _go_on_counting(session)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return size


def _go_on_counting(session: Session) -> None:
    for table in _TABLES[1:]:
        name = table.__tablename__
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))


def _add(rows: Rows, writer: Writer, number: int, names: list[str]) -> None:
    random = writer.random
    digest = hashlib.sha256(b"%d" % number).hexdigest()
    moment = _FIRST + timedelta(seconds=random.randrange(_YEARS * 365 * 86_400))
    verdict = random.choices([Verdict.ACCEPTED, Verdict.CORRECTION, Verdict.REVIEW], [6, 3, 1])[0].value
    organisation, activity = random.choice(names), writer.text(14)
    fields = {
        "host_organisation": organisation,
        "activity_name": activity,
        "modules": random.sample(_MODULES, random.randint(1, 3)),
        "contact_name": writer.text(3),
        "contact_mobile": f"139{random.randrange(10**8):08d}",
        "contact_email": f"user{number}@example.org",
    }
    rows[MailRow].append(_mail(digest, moment, verdict, organisation, activity, number))
    word, pdf = 2 * number - 1, 2 * number
    for identity, kind in ((word, "docx"), (pdf, "pdf")):
        rows[DocumentRow].append(_document(identity, digest, f"{organisation}{activity}.{kind}", kind))
    rows[SubmissionRow].append(_submission(number, organisation, activity, verdict, fields, moment))
    rows[RevisionRow].append(
        {"id": number, "submission": number, "number": 1, "mail": digest, "position": 0, "received_at": moment}
        | {"verdict": verdict, "fields": fields, "documents": ["1", "2"], "material": ""}
    )
    if verdict != "accepted" or random.random() < 0.2:
        code = random.choice(list(CODES))
        finding = {"mail": digest, "revision": number, "code": code.value, "severity": code.severity.value, "was": ""}
        rows[FindingRow].append(
            finding | {"detail": writer.text(30), "document": None, "field": None, "decision": None}
        )
    if TextRow in rows:
        rows[TextRow].extend(_texts(writer, rows[MailRow][-1], (word, pdf), rows[DocumentRow][-2:]))


def _mail(digest: str, moment: datetime, verdict: str, organisation: str, activity: str, number: int) -> dict[str, Any]:
    return {
        "digest": digest, "size": 100_000, "arrived_at": moment, "since": None, "history": True, "state": "filed",
        "filed_at": moment, "call": "2020-29", "verdict": verdict, "ours": True, "message_id": f"<{number}@example.org>",
        "sender": f"user{number}@example.org", "subject": f"报送：{organisation}{activity}", "received_at": moment,
    }  # fmt: skip


def _document(identity: int, digest: str, name: str, kind: str) -> dict[str, Any]:
    role = "plan_word" if kind == "docx" else "plan_pdf"
    facts = '{"content":{"pages":[{"stamps":[{"shape":"official"}]}]}}' if kind == "pdf" and identity % 3 else "{}"
    return {
        "id": identity, "mail": digest, "position": identity % 2, "place": str(2 - identity % 2), "name": name,
        "container": None, "sha256": digest, "size": 50_000, "kind": kind, "role": role, "facts": facts,
    }  # fmt: skip


def _submission(
    number: int, organisation: str, activity: str, verdict: str, fields: dict[str, Any], moment: datetime
) -> dict[str, Any]:
    return {
        "id": number, "call": "2020-29", "stage": "plan" if number % 3 else "report", "receipt": f"2020-29-{number:06d}A",
        "organisation": organisation, "activity": activity, "organisation_key": organisation, "activity_key": str(number),
        "verdict": verdict, "fields": fields, "characters": 500, "first_received_at": moment, "last_received_at": moment,
        "revision": 1, "word": 2 * number - 1, "word_form": None, "pdf": 2 * number, "current": number,
        "closed": "", "merged": "",
    }  # fmt: skip


def _texts(
    writer: Writer, mail: dict[str, Any], identities: tuple[int, int], documents: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    written = writer.text(900)
    pages = written[:500], written[500:850] + writer.text(50)
    of_mail = {"mail": mail["digest"], "submission": None, "document": None}
    yield of_mail | {"place": "主题", "text": mail["subject"]}
    yield of_mail | {"place": "正文", "text": writer.text(80)}
    yield of_mail | {"place": "发件人", "text": f"{writer.text(3)} {mail['sender']}"}
    for identity, document in zip(identities, documents, strict=True):
        own = of_mail | {"document": identity}
        yield own | {"place": "文件名", "text": document["name"]}
        if document["kind"] == "docx":
            yield own | {"place": document["name"], "text": written}
            continue
        for number, page in enumerate(pages, 1):
            yield own | {"place": f"{document['name']} 第{number}页", "text": page}
