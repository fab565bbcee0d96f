"""A document that kills its child twice is left unread and kept for a person; the mail's others are read as ever."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

import parsers.tasks
from parsers.child import line
from parsers.errors import ParsingFailed
from parsers.facts import Examination, Kind, TroubleKind
from parsers.limits import Limits
from parsers.sandbox import ProcessSandbox
from tests.parsers import hostile

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures("parsing_loaded_anew")]
ROOT = Path(__file__).parents[2]
DEEDS = {b"deed: crash": hostile.crash, b"deed: sleep": hostile.sleep, b"deed: spin": hostile.spin}


def examine_with_a_hole(*arguments: object) -> Examination:
    """The real examination in the real child, where plain text that says so does what an exploit would."""
    import parsers.content

    def read(data: bytes) -> str:
        (line.folder / "opened").write_bytes(data)
        for word, deed in DEEDS.items():
            if data.startswith(word):
                deed()
        return data.decode()

    parsers.content.decode_bytes = read  # type: ignore[assignment]
    return _real(*arguments)  # type: ignore[arg-type]


_real = parsers.tasks.examine


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessSandbox]:
    monkeypatch.setattr(parsers.tasks, "examine", examine_with_a_hole)
    with ProcessSandbox(1, Limits(cpu_seconds=2, document_seconds=1.5, seconds=30), readable=(ROOT,)) as pool:
        yield pool


def mail(*texts: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example.org", "方案"
    message.set_content("请查收")
    for number, text in enumerate(texts, 1):
        message.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename=f"{number}.txt")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("deed", "words", "kinds"),
    [
        ("crash", "意外退出", {TroubleKind.UNSUPPORTED, TroubleKind.DANGEROUS}),
        ("sleep", "解析超过2秒", {TroubleKind.UNSUPPORTED}),
        ("spin", "解析超过2秒", {TroubleKind.UNSUPPORTED}),
    ],
)
def test_the_others_are_read(
    sandbox: ProcessSandbox, tmp_path: Path, deed: str, words: str, kinds: set[TroubleKind]
) -> None:
    found = sandbox.examine(mail("first", f"deed: {deed}", "third"), [], tmp_path)
    assert [document.text for document in found.documents] == ["first", "", "third"]
    deadly = found.documents[1]
    assert {trouble.kind for trouble in deadly.troubles} == kinds
    assert words in deadly.troubles[0].found
    assert deadly.kind is Kind.TEXT
    assert (tmp_path / deadly.sha256).read_bytes() == f"deed: {deed}".encode()


def test_several_deadly_ones(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    found = sandbox.examine(mail("deed: crash", "second", "deed: crash again", "fourth"), [], tmp_path)
    assert [document.text for document in found.documents] == ["", "second", "", "fourth"]


def test_too_many_deadly_ones_are_a_persons_work(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    with pytest.raises(ParsingFailed, match="意外退出"):
        sandbox.examine(mail(*(f"deed: crash {number}" for number in range(5))), [], tmp_path)


def test_a_document_that_kills_once_is_read_the_second_time(
    sandbox: ProcessSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = parsers.sandbox.Child.ask

    def killed_at_first(child: parsers.sandbox.Child, *arguments: object) -> object:
        asked.append(child.pid)
        if len(asked) == 1:
            child.kill()
        return ask(child, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(parsers.sandbox.Child, "ask", killed_at_first)
    found = sandbox.examine(mail("first"), [], tmp_path)
    assert len(set(asked)) == 2
    assert found.documents[0].text == "first"
    assert found.documents[0].troubles == ()
