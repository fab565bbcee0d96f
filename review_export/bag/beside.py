"""The call's mails that made no submission, in a bag: the originals, the letters that answered them, a list of them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from archive.beside import OtherMail
from intake.call import Call
from intake.codes import Code, Verdict
from review_export.bag.item import FileOfItem, dumped, said_of
from review_export.bag.parts import Parts

FORMAT = "baosong-mails/1"
SCHEMA = Path(__file__).with_name("bag.schema.json")
_FOLDER = "其他来信"


def write_others(parts: Parts, mails: Iterable[OtherMail], call: Call) -> int:
    """Put them in; how many there are. `call` has the address that answers where no other is known."""
    described: list[dict[str, object]] = []
    lines: list[str] = []
    letters = 0
    for number, mail in enumerate(mails, 1):
        path = f"来信/{number:04d}-{mail.at:%Y%m%d-%H%M}.eml"
        files = [FileOfItem(path, mail.digest, mail.size, mail.subject, "mail")]
        kept = files if parts.blob(_FOLDER, path, mail.digest) else []
        answers = parts.letters(_FOLDER, mail.letters, call, letters + 1)
        letters += len(mail.letters)
        described.append(_described(mail, [*kept, *answers]))
        lines += _listed(path, mail, answers)
    if described:
        content = {"format": FORMAT, "mails": described}
        parts.bag.text(f"{_FOLDER}/元数据.json", dumped(content))
        parts.bag.text(f"{_FOLDER}/来信清单.txt", "\n".join(lines) + "\n")
    return len(described)


def _described(mail: OtherMail, files: list[FileOfItem]) -> dict[str, object]:
    return {
        "received_at": mail.at.isoformat(),
        "sender": mail.sender,
        "subject": mail.subject,
        "verdict": mail.verdict,
        "unread": mail.unread,
        "findings": [asdict(each) for each in mail.findings],
        "decisions": [asdict(each) for each in mail.decisions],
        "files": [asdict(each) for each in files],
    }


def _listed(path: str, mail: OtherMail, answers: list[FileOfItem]) -> Iterator[str]:
    yield f"{mail.at:%Y-%m-%d %H:%M}　{mail.subject or '（无主题）'}　发件人{mail.sender}　{path}"
    if mail.unread:
        yield f"　　没有读出：{mail.unread}"
    elif mail.verdict:
        yield f"　　核对结果：{Verdict(mail.verdict).wording}"
    for finding in mail.findings:
        yield f"　　核对意见：【{Code(finding.code).wording}】{finding.detail}"
    for event in mail.decisions:
        yield from (f"　　{words}" for words in said_of(event))
    for answer in answers:
        yield f"　　回信：{answer.name}　{answer.path}"
