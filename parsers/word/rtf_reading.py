"""Where a walk through an RTF document stands: the groups that are open, the line being written, what is apart."""

from dataclasses import dataclass, field, replace

from parsers.facts import Drawing, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.marks import BOX, TICK, field_mark
from parsers.word.rtf_blocks import Blocks
from parsers.word.rtf_properties import Information
from parsers.word.rtf_table import Definition
from parsers.word.rtf_text import Font, Fonts, whole

_TWIPS = 1440 / 25.4  # in a millimetre
_DEEPEST = 1000  # groups; Word itself nests some dozen
_NOT_SAID = 25  # \ffres: ask \ffdefres


@dataclass
class State:
    """What a group inherits and gives back."""

    skipped: bool = False
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    unicode_skip: int = 1
    level: int = 0  # of tables inside one another; 0 outside
    least_level: int = 0  # in a text box: that of its anchor
    nested: bool = False  # in the definition of a nested row
    centred: bool = False
    catcher: str = ""  # "fonttbl", "info", "fldinst", "formfield", "pict", or where paragraphs go: "notes", …


@dataclass
class Reading:
    """One document's walk."""

    fonts: Fonts = field(default_factory=Fonts)
    state: State = field(default_factory=State)
    stack: list[State] = field(default_factory=list)
    information: Information = field(default_factory=Information)
    blocks: Blocks = field(default_factory=Blocks)
    apart: dict[str, list[str]] = field(default_factory=lambda: {"notes": [], "margins": [], "comments": []})
    line: list[str] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)  # text bytes not decoded yet
    to_skip: int = 0  # replacement characters behind a \u
    instruction: str = ""
    box: list[int] = field(default_factory=lambda: [_NOT_SAID, 0])  # \ffres, \ffdefres
    entries: list[str] = field(default_factory=list)  # \ffl: those of a drop-down field
    goal: list[int] = field(default_factory=lambda: [0, 0])  # a picture's size in twips
    saved: list[tuple[list[str], list[Drawing]]] = field(
        default_factory=list
    )  # the body's line, under what stands apart
    pictures: int = 0
    starred: bool = False  # the next word may be ignored by who doesn't know it

    @property
    def is_silent(self) -> bool:
        """Hidden, or deleted in a tracked change."""
        return self.state.hidden or self.state.deleted

    @property
    def level(self) -> int:
        """How deep the present paragraph stands in tables."""
        return max(self.state.level, self.state.least_level)

    @property
    def row_level(self) -> int:
        """The level of the row that is being defined."""
        return max(2, self.state.level) if self.state.nested else 1

    @property
    def definition(self) -> Definition:
        """Of that row."""
        return self.blocks.define(self.row_level)

    def open(self) -> None:
        """A group begins. Raises DocumentTrouble where there are too many."""
        if len(self.stack) >= _DEEPEST:
            raise DocumentTrouble(TroubleKind.UNREADABLE, "RTF文档嵌套过深")
        self.stack.append(self.state)
        self.state = replace(self.state)
        self.to_skip = 0

    def close(self) -> None:
        """A group ends: a destination's catch takes effect."""
        if not self.stack:
            return
        left, self.state = self.state, self.stack.pop()
        if left.catcher != self.state.catcher and not left.skipped:
            self._caught(left.catcher)

    def text(self, data: bytes) -> None:
        r"""Bytes of text, of which those that stand in for a `\u` before them are stepped over."""
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        if data and not self.is_silent:
            self.pending += data

    def unicode(self, code: int) -> None:
        r"""A `\u` escape."""
        self.flush()
        self.to_skip = self.state.unicode_skip
        if not self.is_silent:
            self.say(self.fonts.character(code, self.state.font))

    def flush(self) -> None:
        """Decode what has gathered: a character's two bytes may be written as an escape and a letter."""
        if self.pending:
            data, self.pending = bytes(self.pending), bytearray()
            self.say(self.fonts.text(data, self.state.font))

    def say(self, text: str) -> None:
        """Text, to wherever it goes at present."""
        match self.state.catcher:
            case "fonttbl":
                self.fonts.known.setdefault(self.state.font, Font()).name += text.rstrip(";")
            case "fldinst":
                self.instruction += text
            case "formfield":
                if self.entries:
                    self.entries[-1] += text
            case "pict":
                pass
            case "info":
                self.information.say(text)
            case _:
                self.line.append(text)

    def begin_apart(self, where: str) -> None:
        """A note, a header or a comment begins."""
        self.saved.append((self.line, self.drawings))
        self.line, self.drawings = [], []
        self.state.catcher = where

    def _caught(self, catcher: str) -> None:
        if catcher == "fldinst":
            self._field(self.instruction)
            self.instruction = ""
        elif catcher == "pict":
            self._picture()
        elif catcher in self.apart and self.saved:
            self._end_paragraph_apart(catcher)
            self.line, self.drawings = self.saved.pop()
        elif catcher.startswith("info"):
            self.information.end()

    def _field(self, instruction: str) -> None:
        chosen = self.box[1] if self.box[0] == _NOT_SAID else self.box[0]
        if "FORMCHECKBOX" in instruction:
            self.line.append(TICK if chosen else BOX)
        elif "FORMDROPDOWN" in instruction:
            self.line.append(self.entries[chosen].strip() if 0 <= chosen < len(self.entries) else "")
        else:
            self.line.append(field_mark(instruction))
        self.box, self.entries = [_NOT_SAID, 0], []

    def _picture(self) -> None:
        self.pictures += 1
        width, height = (round(each / _TWIPS, 2) for each in self.goal)
        offset = sum(len(piece) for piece in self.line)
        self.drawings.append(Drawing(0, offset, width, height))
        self.goal = [0, 0]

    def _taken_line(self) -> tuple[str, tuple[Drawing, ...]]:
        text = whole("".join(self.line)).strip("\n")
        drawings, self.line, self.drawings = tuple(self.drawings), [], []
        return text, drawings

    def _end_paragraph_apart(self, where: str) -> None:
        text, _ = self._taken_line()
        if text.strip():
            self.apart[where].append(text.strip())

    def end_paragraph(self) -> None:
        """A paragraph ends, wherever it goes."""
        if self.state.catcher in self.apart:
            self._end_paragraph_apart(self.state.catcher)
            return
        text, drawings = self._taken_line()
        self.blocks.paragraph(text, drawings, self.level, centred=self.state.centred)

    def end_cell(self, level: int) -> None:
        """A cell ends; those of a table in a header are its paragraphs."""
        if self.state.catcher in self.apart:
            self._end_paragraph_apart(self.state.catcher)
        else:
            self.blocks.end_cell(*self._taken_line(), level)

    def end_row(self, level: int) -> None:
        """A row ends."""
        if self.state.catcher not in self.apart:
            self.blocks.end_row(level)

    def finish(self) -> WordDocument:
        """What has been read; a document cut off ends where it is cut."""
        self.flush()
        if self.line or self.drawings:
            self.state.level = max(self.state.level, int(self.blocks.is_in_table))
            self.end_paragraph()
        return counted(
            WordDocument(
                self.blocks.finish(),
                0,
                self.information.properties(),
                pictures=self.pictures,
                notes=tuple(self.apart["notes"]),
                margins=tuple(dict.fromkeys(self.apart["margins"])),
                comments=tuple(self.apart["comments"]),
            )
        )
