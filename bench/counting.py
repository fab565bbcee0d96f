"""`python -m bench.counting [CORPORA]`: 字数 beside LibreOffice's count on made forms, and beside what Word stored.

Word seldom stores what it counted: saving soon after a change it writes an estimate, a word for 5.7 characters. What it
counted can be told by its number of characters being that of the text.
"""

import argparse
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.forms import plans
from bench.table import Table
from parsers.facts import Kind
from parsers.trouble import DocumentTrouble
from parsers.word import characters, read_word

_FORMS = 70
_ESTIMATED = 5.7  # characters a word
_LIMITS = (0.0, 0.005, 0.01, 0.02, 0.03)


@dataclass(frozen=True, slots=True)
class _Count:
    """Ours, the other's, and ours with what stands in headers and footers."""

    ours: int
    other: int
    with_margins: int = 0

    def within(self, part: float) -> bool:
        return any(abs(mine - self.other) <= part * self.other for mine in (self.ours, self.with_margins or self.ours))


def counting_table(corpora: Path | None) -> Table:
    """How near the counts are."""
    rows = [_row("made forms, calm", "LibreOffice", list(_beside_libreoffice()))]
    notes = []
    if corpora:
        stored = list(_stored(corpora))
        counted = [count for count, characters_equal, _ in stored if characters_equal]
        rows.append(_row("public docx whose stored characters are the text's", "Word, stored", counted))
        others = [(count, estimate) for count, characters_equal, estimate in stored if not characters_equal]
        differing = [estimate for count, estimate in others if not count.within(0.02)]
        notes.append(
            f"Of {len(others)} other public docx with a stored count {len(others) - len(differing)} are within 2 % all the"
            f" same; of the {len(differing)} that aren't, {sum(differing)} store a word for {_ESTIMATED} of their stored"
            " characters (to two words): an estimate."
        )
    heads = ("texts", "beside", "number", *(f"within {100 * part:g} %" for part in _LIMITS))
    return Table("字数 beside other counts", heads, tuple(rows), tuple(notes))


def _row(texts: str, beside: str, counts: list[_Count]) -> tuple[str, ...]:
    return (texts, beside, str(len(counts)), *(str(sum(each.within(part) for each in counts)) for part in _LIMITS))


def _beside_libreoffice() -> Iterator[_Count]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise FileNotFoundError("LibreOffice is not installed")
    made = {sample.name: sample.data for _, sample in plans(29, _FORMS, calm=True)}
    with TemporaryDirectory() as folder:
        for name, data in made.items():
            Path(folder, f"{name}.docx").write_bytes(data)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "odt"]
        files = [str(path) for path in sorted(Path(folder).glob("*.docx"))]
        subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True, timeout=600)
        for name, data in made.items():
            saved = zipfile.ZipFile(Path(folder, f"{name}.odt")).read("meta.xml").decode()
            found = re.search(r'word-count="(\d+)"', saved)
            if found:
                yield _count(data, int(found[1]))


def _count(data: bytes, other: int) -> _Count:
    document = read_word(data, Kind.DOCX)
    return _Count(
        document.characters, other, document.characters + characters("\n".join((*document.margins, *document.notes)))
    )


def _stored(corpora: Path) -> Iterator[tuple[_Count, bool, bool]]:
    """Ours beside Word's; whether its characters are the text's; whether its words are an estimate from them."""
    for path in sorted(corpora.rglob("*.docx")):
        data = path.read_bytes()
        try:
            document = read_word(data, Kind.DOCX)
        except DocumentTrouble:
            continue
        words, length = document.properties.words, _stored_length(data)
        if words is not None and length is not None:
            is_estimate = abs(words - length / _ESTIMATED) <= 2
            yield _Count(document.characters, words), length == len("".join(document.text.split())), is_estimate


def _stored_length(data: bytes) -> int | None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        try:
            found = re.search(rb"<(?:\w+:)?Characters>(\d+)<", package.read("docProps/app.xml"))
        except KeyError:
            return None
    return int(found[1]) if found else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.counting", description=__doc__)
    parser.add_argument("corpora", nargs="?", type=Path, help="a folder with documents/")
    print(counting_table(parser.parse_args().corpora))


if __name__ == "__main__":
    main()
