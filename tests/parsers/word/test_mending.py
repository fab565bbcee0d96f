"""A .doc whose padding isn't zero, as LibreOffice leaves it (tests/corpus/word/padded.doc)."""

from pathlib import Path

import pytest

from bench.forms import plan_spec
from parsers.facts import Kind, TroubleKind
from parsers.form import read_forms
from parsers.trouble import DocumentTrouble
from parsers.word import legacy, read_word
from parsers.word.mending import mended

PADDED = (Path(__file__).parents[2] / "corpus" / "word" / "padded.doc").read_bytes()
SOUND = (Path(__file__).parents[2] / "corpus" / "word" / "form.doc").read_bytes()


def test_the_converter_refuses_it_unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "mended", lambda _: None)
    with pytest.raises(DocumentTrouble) as caught:
        read_word(PADDED, Kind.DOC)
    assert caught.value.trouble.kind is TroubleKind.UNSUPPORTED


def test_mended_it_reads_as_a_form() -> None:
    (form,) = read_forms(read_word(PADDED, Kind.DOC), [plan_spec()])
    assert (form.labels_found, form.labels_expected, form.blank) == (10, 11, False)  # a row was deleted by its writer


def test_only_padding_is_changed() -> None:
    after = mended(PADDED)
    assert after is not None
    changed = [at for at, (old, new) in enumerate(zip(PADDED, after, strict=True)) if old != new]
    assert changed
    assert {after[at] for at in changed} == {0}


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0" * 200, SOUND[:600], SOUND[:4096]])
def test_nothing_to_mend(data: bytes) -> None:
    assert mended(data) is None
