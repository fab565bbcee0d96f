"""Contact sheets: the pages that failed, the true boxes green and what was said red, to look at."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from eval.scores import Outcome

_TILE, _COLUMNS, _MOST = 420, 4, 24


def contact_sheets(outcomes: Sequence[Outcome], folder: Path) -> list[Path]:
    """One PNG a kind of failure, at most 24 pages on each; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.failed:
            kinds.setdefault(outcome.failed, []).append(outcome)
    return [
        _sheet(failed[:_MOST], folder / f"{kind.replace(', ', '-').replace(' ', '-')}.png")
        for kind, failed in sorted(kinds.items())
    ]


def _sheet(outcomes: Sequence[Outcome], path: Path) -> Path:
    rows = (len(outcomes) + _COLUMNS - 1) // _COLUMNS
    sheet = Image.new("RGB", (_COLUMNS * _TILE, rows * _TILE), "grey")
    for index, outcome in enumerate(outcomes):
        sheet.paste(_tile(outcome), (index % _COLUMNS * _TILE, index // _COLUMNS * _TILE))
    sheet.save(path)
    return path


def _tile(outcome: Outcome) -> Image.Image:
    document = pypdfium2.PdfDocument(outcome.page.pdf)
    document.init_forms()
    try:
        page = document[0]
        picture = page.render(scale=(_TILE - 4) / max(page.get_size())).to_pil().convert("RGB")
    finally:
        document.close()
    pen = ImageDraw.Draw(picture)
    wide, high = picture.size
    said = [
        (each.box, "red", f"{each.shape} {each.confidence:.2f} {'cut ' * each.cut}{each.text}")
        for each in outcome.stamps
    ]
    for box, colour, note in [*((each.box, "green", "") for each in outcome.page.truths), *said]:
        pen.rectangle((box[0] * wide, box[1] * high, box[2] * wide, box[3] * high), outline=colour, width=2)
        pen.text((box[0] * wide, box[3] * high), note.encode("ascii", "replace").decode(), fill=colour)
    pen.text((3, 3), f"{outcome.page.seed} {outcome.page.way} / {outcome.page.kind}", fill="blue")
    return picture
