"""A Word document read against the forms of a call."""

import re
from collections.abc import Iterator, Sequence

from parsers.facts import Cell, FieldKind, FieldSpec, FilledForm, FormSpec, Paragraph, Table, WordDocument
from parsers.form.assemble import Hit, assemble
from parsers.form.blank import Blank, learn, without_hints
from parsers.form.labels import bare

_COLON = re.compile(r"^\s*(.{2,20}?)\s*[：:]\s*(.*)$", re.DOTALL)
_NEXT_LABEL = re.compile(r"[\s\u3000]{2,}(?=[^\s：:]{2,12}\s*[：:])")


def read_forms(document: WordDocument, forms: Sequence[FormSpec]) -> tuple[FilledForm, ...]:
    """Every copy of every form in the document, in order. Raises DocumentTrouble for a template that can't be read."""
    blanks = [learn(spec) for spec in forms if spec.template is not None]
    return tuple(form for blank in blanks for form in assemble(_hits(document, blank), blank))


def _hits(document: WordDocument, blank: Blank) -> Iterator[Hit]:
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            yield from _table_hits(
                block, f"第{sum(isinstance(b, Table) for b in blocks[: index + 1])}张表", blank, blocks[index + 1 :]
            )
        else:
            yield from _line_hits(block.text, blank, blocks[index + 1 :])


def _line_hits(text: str, blank: Blank, after: Sequence[Paragraph | Table]) -> Iterator[Hit]:
    """A line of `label：answer` pairs, as above a table or where somebody rebuilt the table as lines."""
    for piece in _NEXT_LABEL.split(text):
        match = _COLON.match(piece)
        field = blank.field_of(match[1]) if match else None
        if match and field:
            written = match[2]
            if field.kind is FieldKind.PROSE:
                written = "\n".join([written, *_lines_after(after, blank)]).strip()
            yield Hit(field, written, f"“{match[1].strip()}：”之后", heading=field.kind is not FieldKind.PROSE)
        elif match is None and (field := blank.field_of(piece)) and field.kind is FieldKind.PROSE:
            lines = _lines_after(after, blank)
            if lines:
                yield Hit(field, "\n".join(lines), f"“{piece.strip()}”之下")


def _lines_after(blocks: Sequence[Paragraph | Table], blank: Blank) -> list[str]:
    """Paragraphs up to the next table or label, without the blank's hints."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table) or _is_labelled(block.text, blank):
            break
        lines.append(without_hints(block.text, blank.hints))
    return [line for line in lines if line.strip()]


def _is_labelled(text: str, blank: Blank) -> bool:
    match = _COLON.match(text)
    return bool(match and bare(match[1]) in blank.labels) or bare(text) in blank.labels


def _table_hits(table: Table, name: str, blank: Blank, after: Sequence[Paragraph | Table]) -> Iterator[Hit]:
    for cell in table.cells:
        place = f"{name}第{cell.row + 1}行"
        field = blank.field_of(cell.text) or blank.field_of(cell.paragraphs[0] if cell.paragraphs else "")
        if field is None:
            yield from _hits_inside(cell, blank, place)
        elif field.kind is FieldKind.PROSE:
            yield Hit(field, _prose(table, cell, blank, after), place)
        elif field.kind is FieldKind.OPTIONS:
            yield Hit(field, _options(table, cell, blank), place)
        else:
            yield Hit(field, _answer(table, cell, field, blank), place)


def _hits_inside(cell: Cell, blank: Blank, place: str) -> Iterator[Hit]:
    """Labels and answers in one cell: `手机：139…`."""
    for paragraph in cell.paragraphs:
        for piece in _NEXT_LABEL.split(paragraph):
            match = _COLON.match(piece)
            field = blank.field_of(match[1]) if match else None
            if match and field and field.kind not in (FieldKind.PROSE, FieldKind.OPTIONS):
                yield Hit(field, match[2], place)


def _answer(table: Table, label: Cell, field: FieldSpec, blank: Blank) -> str:
    """The cell right of the label; else what stands in the label's own cell below it; else the cell under it."""
    own = "\n".join(label.paragraphs[1:]).strip()
    right = _right_of(table, label)
    if right is not None and not blank.is_label(right.text):
        return without_hints(right.text, blank.hints)
    if own and field.kind is not FieldKind.OPTIONS and not _all_hint(own):
        return own
    below = _below(table, label)
    return below.text if right is None and below is not None and not blank.is_label(below.text) else ""


def _all_hint(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[（(].*[）)]\s*", text, re.DOTALL))


def _right_of(table: Table, cell: Cell) -> Cell | None:
    edge = cell.column + cell.column_span
    return next((c for c in table.cells if c.row <= cell.row < c.row + c.row_span and c.column == edge), None)


def _below(table: Table, cell: Cell) -> Cell | None:
    edge = cell.row + cell.row_span
    return next((c for c in table.cells if c.row == edge and c.column == cell.column), None)


def _options(table: Table, label: Cell, blank: Blank) -> str:
    """All that stands right of the label on its rows, else under it; option cells are no labels here."""
    rows = range(label.row, label.row + label.row_span)
    right = [c for c in table.cells if c.row in rows and c.column >= label.column + label.column_span]
    if not right:
        under = _below(table, label)
        right = [under] if under else []
    own = "\n".join(label.paragraphs[1:])
    beside = "\n".join(cell.text for cell in right)
    return beside or own if any(option in beside for option in blank.spec.options) else f"{own}\n{beside}"


def _prose(table: Table, label: Cell, blank: Blank, after: Sequence[Paragraph | Table]) -> str:
    """The text behind a section's heading: in its cell, right of it, in the rows under it, else behind the table."""
    paragraphs = list(label.paragraphs[1:])
    right = _right_of(table, label)
    if right is not None:
        paragraphs.extend(right.paragraphs)
    else:
        for row in range(label.row + label.row_span, table.rows):
            cells = [cell for cell in table.cells if cell.row == row]
            if any(blank.is_label(cell.text) for cell in cells):
                break
            paragraphs.extend(paragraph for cell in cells for paragraph in cell.paragraphs)
    lines = [without_hints(paragraph, blank.hints) for paragraph in paragraphs]
    kept = [line for line in lines if line.strip()]
    return "\n".join(kept or _lines_after(after, blank))
