"""What a table's cells say, as answers: labels repeated in them, answers torn over cells, marks beside their options."""

from collections.abc import Sequence

from parsers.facts import Cell, FieldKind
from parsers.form.blank import Blank, Place
from parsers.form.drawn import with_drawn_ticks
from parsers.form.labels import bare, compact, is_instruction
from parsers.form.lines import labels_in
from parsers.form.names import ends_like_organisation
from parsers.form.options import is_mark


def is_caption_line(text: str, blank: Blank) -> bool:
    """Whether a text begins with one of the form's labels and a colon."""
    spotted = blank.finder.spot(text.strip().split("\n")[0])
    return bool(spotted) and spotted[0].start <= 3 and (bool(spotted[0].rest) or len(spotted) > 1)


def answers_itself(place: Place, text: str) -> bool:
    """`承办单位名称：—`, which is nearly the label and yet holds its answer."""
    head, colon, rest = text.partition("：") if "：" in text else text.partition(":")
    return bool(colon and rest.strip()) and bare(head) == place.label


def repeats(place: Place, text: str, blank: Blank) -> bool:
    """Whether an answer begins with the label it answers: `E-mail：…` beside or under E-mail."""
    found = labels_in(text.strip().split("\n")[0], blank)
    return bool(found) and found[0][0].place == place and bool(found[0][1])


def together(texts: Sequence[str], asked: Place | None) -> str:
    """An answer over several cells: one that was split (010 | 62168293, 张 | 三) as lines, which are closed up, or a list."""
    if asked is None or asked.field.kind is not FieldKind.TEXT:
        return "\n".join(texts)
    torn = any(len(compact(text)) == 1 for text in texts)
    name = ends_like_organisation(texts[-1]) and not any(ends_like_organisation(text) for text in texts[:-1])
    return ("\n" if torn or name else "、").join(texts)


def lines_behind(cell: Cell, rest: str) -> list[str]:
    """The rest of the label's line, and the cell's lines after it."""
    lines = cell.text.split("\n")
    at = next((number for number, line in enumerate(lines) if rest and line.strip().endswith(rest)), 0)
    return [rest, *lines[at + 1 :]]


def any_option(cells: Sequence[Cell], place: Place) -> bool:
    """Whether any of these cells holds one of a place's options."""
    return any(
        bare(choice) in bare_text for cell in cells if (bare_text := bare(cell.text)) for choice in place.choices
    )


def with_marks(cells: Sequence[Cell]) -> list[str]:
    """The cells' texts, those that hold only a mark joined to the option above them or left of them."""
    texts: dict[tuple[int, int], str] = {}
    for cell in cells:
        above = (cell.row - 1, cell.column)
        left = next(reversed(texts), None)
        owner = above if above in texts else left
        text = "\n".join(with_drawn_ticks(cell.paragraphs, cell.drawings))
        if is_mark(text) and not is_instruction(text) and owner is not None and not is_mark(texts[owner]):
            texts[owner] += text.strip()
        else:
            texts[cell.row, cell.column] = text
    return [text for text in texts.values() if text.strip()]


def is_marked(cell: Cell) -> bool:
    """Whether a cell holds a mark and nothing else."""
    return is_mark("\n".join(with_drawn_ticks(cell.paragraphs, cell.drawings)))
