"""Paragraphs outside tables read against a form: lines above its table, or a table rebuilt as plain lines."""

import re
from collections.abc import Iterator, Sequence

from parsers.facts import FieldKind, Paragraph, Table
from parsers.form.blank import Blank, Match
from parsers.form.drawn import with_drawn_ticks
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import Spotted, bare, compact
from parsers.form.prose import without_signature
from parsers.form.turns import Turns

_COLON = re.compile(r"^\s*+([^：:]{2,24}?)\s*+[：:]\s*+(.*)$", re.DOTALL)

Blocks = Sequence[Paragraph | Table]


class LineReader:
    """One document's walk through its paragraphs; lines taken as a text's are not looked at again."""

    def __init__(self, blocks: Blocks, blank: Blank, turns: Turns) -> None:
        self.blocks = blocks
        self.blank = blank
        self.taken: set[int] = set()
        self.turns = turns
        self.first = True  # no label met yet
        self.above: set[str] = set()  # lines before the first label: titles, which the next copy may repeat

    def hits(self, index: int) -> Iterator[Hit]:
        """The labels in one paragraph, each with its answer."""
        block = self.blocks[index]
        if index in self.taken or not isinstance(block, Paragraph):
            return
        for line in block.text.split("\n"):
            found = labels_in(line, self.blank)
            if not found and self.first:
                self.above.add(compact(line))
            for each, rest in found:
                self.first = False
                match = self.turns.own(each, line)
                if match is None:
                    continue
                self.turns.meet(match.place)
                texts = self._answer(match, rest, index)
                yield Hit(
                    match.place, tuple(texts), f"“{match.place.label}”之后", index, False, match.sure, match.mistyped
                )

    def _answer(self, match: Match, rest: str, index: int) -> list[str]:
        if match.place.field.kind is FieldKind.PROSE:
            own = without_hints([rest], self.blank)
            return [*own, *self._lines_after(index)]
        if match.place.field.kind is FieldKind.OPTIONS:
            return [self._with_ticks(index, match) or rest, *self._option_lines(index, match)]
        return [rest] if rest else self._next_line(index)

    def _lines_after(self, index: int) -> list[str]:
        """The paragraphs of a free text, and tables in it: up to a label that this copy has not had yet."""
        lines: list[str] = []
        for number in range(index + 1, len(self.blocks)):
            block = self.blocks[number]
            if isinstance(block, Table):
                if any(self._is_asked(cell.text) for cell in block.cells):
                    break
                lines.extend(cell.text for cell in block.cells)
                continue
            if self._ends(block.text):
                break
            self.taken.add(number)
            if compact(block.text) not in self.blank.printed | self.above:
                lines.append(block.text)
        return without_hints(without_signature(lines), self.blank)

    def _is_asked(self, text: str) -> bool:
        said = self.blank.match(text) is not None or bool(labels_in(text.partition("\n")[0], self.blank))
        return said or bare(text) in self.blank.labels

    def _ends(self, text: str) -> bool:
        return compact(text).startswith(self.blank.sections) or any(
            found.sure and (self.blank.opens(found.place) or found.place.field.key not in self.turns.met)
            for found, _ in labels_in(text, self.blank)
        )

    def _option_lines(self, index: int, match: Match) -> list[str]:
        """The lines under an option group's label that hold its options."""
        lines: list[str] = []
        for number in range(index + 1, len(self.blocks)):
            block = self.blocks[number]
            if isinstance(block, Table) or labels_in(block.text, self.blank):
                break
            if not any(choice in compact(block.text) for choice in match.place.choices):
                break
            self.taken.add(number)
            lines.extend(with_drawn_ticks([block.text], block.drawings))
        return lines

    def _with_ticks(self, index: int, match: Match) -> str:
        """What stands behind an option group's label, with the ticks that were drawn there; "" where none was."""
        block = self.blocks[index]
        if isinstance(block, Table) or not block.drawings:
            return ""
        (text,) = with_drawn_ticks([block.text], block.drawings)
        behind = (rest for line in text.split("\n") for found, rest in labels_in(line, self.blank) if found == match)
        return next(behind, "")

    def _next_line(self, index: int) -> list[str]:
        """The line under a label that stands alone, where a table was turned into lines."""
        block = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if not isinstance(block, Paragraph) or not block.text.strip() or compact(block.text) in self.blank.printed:
            return []
        if self.blank.is_label(block.text) or labels_in(block.text, self.blank):
            return []
        self.taken.add(index + 1)
        return [block.text]


def labels_in(line: str, blank: Blank) -> list[tuple[Match, str]]:
    """The form's labels in a line, each with what stands between it and the next label."""
    found: list[tuple[Match, str]] = []
    for spot in blank.finder.spot(line):
        match = blank.match(spot.label) or _of_group(spot, blank)
        if match is not None:
            found.append((match, spot.rest))
    colon = _COLON.match(line)
    name, rest = (colon[1], colon[2].strip()) if colon else (line, "")
    if found and not (colon and len(found) == 1 and _is_longer(name, found[0], rest, blank)):
        return found
    match = blank.match(name)
    if match is None and colon and (group := blank.group(name)) is not None:
        match = Match(group, sure=False)
    return [(match, rest)] if match is not None and (colon or match.sure) else []


def _of_group(spot: Spotted, blank: Blank) -> Match | None:
    """联系人：张三 is the first field's answer; 联系人：姓名：张三 is not."""
    group = blank.group(spot.label) if spot.rest else None
    return Match(group, sure=False) if group is not None else None


def _is_longer(name: str, found: tuple[Match, str], rest: str, blank: Blank) -> bool:
    """手 机 号：139… begins with 手 机 and a blank, but what stands before the colon is one label."""
    match, behind = found
    whole = blank.match(name)
    return whole is not None and whole.place == match.place and behind != rest and behind.endswith(rest)
