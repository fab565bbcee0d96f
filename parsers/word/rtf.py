r"""RTF (Microsoft's specification 1.9.1): paragraphs and tables with merged cells, hidden and deleted text out.

for each token: groups save and restore the state; destinations that show nothing are skipped
text is collected to a paragraph, paragraphs to the body, a cell or what stands apart; `\\row` closes a table's row
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from parsers.facts import Drawing, Paragraph, Table, TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.counting import counted
from parsers.word.marks import BOX, TICK, field_mark
from parsers.word.rtf_properties import Information
from parsers.word.rtf_table import Content, Definition, Row, table_of
from parsers.word.rtf_text import Font, Fonts, codec_of_page, whole
from parsers.word.rtf_tokens import Token, tokens

_TWIPS = 1440 / 25.4  # in a millimetre
_DEEPEST = 1000  # groups; Word itself nests some dozen
_SILENT = frozenset(
    "colortbl stylesheet listtext pntext pntxta pntxtb nonshppict shprslt atnid atnauthor atntime atndate atnref "
    "xe tc rxe object_data objdata objclass nonesttables private sp sn sv template background".split()
)
# of the destinations that a reader may ignore (\*), those that this one doesn't
_HEEDED = frozenset(
    ("shpinst", "shppict", "fldinst", "formfield", "annotation", "docvar", "nestcell", "footnote", "company")
)
_APART = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "margins"),
    "footnote": "notes",
    "annotation": "comments",
}
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "~": "\u00a0",
    "_": "-",
}
_ENDS = frozenset(("par", "sect", "page", "nestcell", "nestrow", "column", "shptxt"))


@dataclass
class _State:
    """What a group inherits and gives back."""

    skipped: bool = False
    font: int = 0
    hidden: bool = False
    deleted: bool = False
    unicode_skip: int = 1
    in_table: bool = False
    centred: bool = False
    catcher: str = ""  # "fonttbl", "info", "fldinst", "formfield", "pict", or where paragraphs go: "notes", …


@dataclass
class _Reading:
    """One document's walk."""

    fonts: Fonts = field(default_factory=Fonts)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    information: Information = field(default_factory=Information)
    blocks: list[Paragraph | Table] = field(default_factory=list)
    apart: dict[str, list[str]] = field(default_factory=lambda: {"notes": [], "margins": [], "comments": []})
    line: list[str] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)  # text bytes not decoded yet
    to_skip: int = 0  # replacement characters behind a \u
    cell: Content = field(default_factory=Content)
    cells: list[Content] = field(default_factory=list)
    definition: Definition = field(default_factory=Definition)
    rows: list[Row] = field(default_factory=list)
    instruction: str = ""
    box: list[int] = field(default_factory=lambda: [25, 0])  # \ffres (25: not said), \ffdefres
    goal: list[int] = field(default_factory=lambda: [0, 0])  # a picture's size in twips
    saved: list[tuple[list[str], list[Drawing]]] = field(
        default_factory=list
    )  # the body's line, under what stands apart
    pictures: int = 0
    starred: bool = False  # the next word may be ignored by who doesn't know it

    def take(self, token: Token) -> None:
        if self.starred:
            self.starred = False
            self.state.skipped = self.state.skipped or token.word not in _HEEDED
        if token.word == "{":
            self._flush()
            self._open()
        elif token.word == "}":
            self._flush()
            self._close()
        elif self.state.skipped:
            return
        elif token.word == "":
            self._text(token.text)
        elif token.word == "u":
            self._unicode(token.number or 0)
        else:
            self._flush()
            self._word(token)

    def _open(self) -> None:
        if len(self.stack) >= _DEEPEST:
            raise DocumentTrouble(TroubleKind.UNREADABLE, "RTF文档嵌套过深")
        self.stack.append(self.state)
        self.state = replace(self.state)
        self.to_skip = 0

    def _close(self) -> None:
        if not self.stack:
            return
        left, self.state = self.state, self.stack.pop()
        if left.catcher != self.state.catcher and not left.skipped:
            self._caught(left.catcher)

    def _text(self, data: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(data))
            self.to_skip -= skipped
            data = data[skipped:]
        if data and not (self.state.hidden or self.state.deleted):
            self.pending += data

    def _unicode(self, code: int) -> None:
        self._flush()
        self.to_skip = self.state.unicode_skip
        if not (self.state.hidden or self.state.deleted):
            self._say(self.fonts.character(code, self.state.font))

    def _flush(self) -> None:
        """Decode what has gathered: a character's two bytes may be written as an escape and a letter."""
        if self.pending:
            data, self.pending = bytes(self.pending), bytearray()
            self._say(self.fonts.text(data, self.state.font))

    def _say(self, text: str) -> None:
        match self.state.catcher:
            case "fonttbl":
                self.fonts.known.setdefault(self.state.font, Font()).name += text.rstrip(";")
            case "fldinst":
                self.instruction += text
            case "formfield" | "pict":
                pass
            case "info":
                self.information.say(text)
            case _:
                self.line.append(text)

    def _word(self, token: Token) -> None:
        word = token.word
        if word == "*":
            self.starred = True
        elif word in _CHARACTERS:
            self.to_skip = 0
            if not (self.state.hidden or self.state.deleted):
                self._say(_CHARACTERS[word])
        elif word in _ENDS:
            self._end_paragraph()
        elif word in _SILENT:
            self.state.skipped = True
        elif word in _APART:
            self._begin_apart(_APART[word])
        elif action := _ACTIONS.get(word):
            action(self, token.number)

    def _begin_apart(self, where: str) -> None:
        self.saved.append((self.line, self.drawings))
        self.line, self.drawings = [], []
        self.state.catcher = where

    def _caught(self, catcher: str) -> None:
        """A destination ends: what was caught in it takes effect."""
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
        if "FORMCHECKBOX" in instruction:
            chosen = self.box[1] if self.box[0] == 25 else self.box[0]
            self.line.append(TICK if chosen else BOX)
            self.box = [25, 0]
        else:
            self.line.append(field_mark(instruction))

    def _picture(self) -> None:
        self.pictures += 1
        width, height = (round(each / _TWIPS, 2) for each in self.goal)
        offset = sum(len(piece) for piece in self.line)
        self.drawings.append(Drawing(len(self.cell.paragraphs), offset, width, height))
        self.goal = [0, 0]

    def _taken_line(self) -> tuple[str, tuple[Drawing, ...]]:
        text = whole("".join(self.line)).strip("\n")
        drawings, self.line, self.drawings = tuple(self.drawings), [], []
        return text, drawings

    def _end_paragraph_apart(self, where: str) -> None:
        text, _ = self._taken_line()
        if text.strip():
            self.apart[where].append(text.strip())

    def _end_paragraph(self) -> None:
        if self.state.catcher in self.apart:
            self._end_paragraph_apart(self.state.catcher)
            return
        text, drawings = self._taken_line()
        if self.state.in_table:
            self.cell.paragraphs.append(text)
            self.cell.drawings.extend(drawings)
        else:
            self._end_table()
            drawings = tuple(replace(each, paragraph=0) for each in drawings)
            self.blocks.append(Paragraph(text, centred=self.state.centred, drawings=drawings))

    def _end_cell(self, _: int | None) -> None:
        text, drawings = self._taken_line()
        self.cell.paragraphs.append(text)
        self.cell.drawings.extend(drawings)
        self.cells.append(self.cell)
        self.cell = Content()

    def _end_row(self, _: int | None) -> None:
        if self.cells:
            self.rows.append((self.definition, self.cells))
        self.cells = []
        self.definition = replace(self.definition)

    def _end_table(self) -> None:
        if self.cell.paragraphs:  # cut off in the middle of a cell
            self.cells.append(self.cell)
            self.cell = Content()
        if self.cells:
            self._end_row(None)
        if self.rows:
            self.blocks.append(table_of(self.rows))
            self.rows = []

    def finish(self) -> WordDocument:
        """What has been read; a document cut off ends where it is cut."""
        self._flush()
        self.state.in_table = bool(self.cells or self.cell.paragraphs)
        if self.line or self.drawings:
            self._end_paragraph()
        self._end_table()
        return counted(
            WordDocument(
                tuple(self.blocks),
                0,
                self.information.properties(),
                pictures=self.pictures,
                notes=tuple(self.apart["notes"]),
                margins=tuple(dict.fromkeys(self.apart["margins"])),
                comments=tuple(self.apart["comments"]),
            )
        )


_Action = Callable[[_Reading, int | None], object]


def _sets(name: str, value: object = None) -> _Action:
    """An action that sets the state's `name`: to `value`, or by whether the word says 0."""

    def action(reading: _Reading, number: int | None) -> None:
        setattr(reading.state, name, number != 0 if value is None else value)

    return action


def _font(reading: _Reading, number: int | None) -> None:
    reading.state.font = number or 0
    if reading.state.catcher == "fonttbl":
        reading.fonts.known[reading.state.font] = Font()


def _charset(reading: _Reading, number: int | None) -> None:
    reading.fonts.known.setdefault(reading.state.font, Font()).charset = number or 0


def _page(reading: _Reading, number: int | None) -> None:
    reading.fonts.page = codec_of_page(number or 1252)


def _unicode_skip(reading: _Reading, number: int | None) -> None:
    reading.state.unicode_skip = max(0, min(number if number is not None else 1, 8))


def _new_row(reading: _Reading, _: int | None) -> None:
    reading.definition = Definition()


def _edge(reading: _Reading, number: int | None) -> None:
    reading.definition.close_cell(number or 0)


def _left(reading: _Reading, number: int | None) -> None:
    reading.definition.left = number or 0


def _merge(word: str) -> _Action:
    return lambda reading, _: reading.definition.pending.add(word)


def _plain(reading: _Reading, _: int | None) -> None:
    reading.state.hidden = reading.state.deleted = False


def _paragraph_defaults(reading: _Reading, _: int | None) -> None:
    reading.state.in_table = reading.state.centred = False


def _box_state(place: int) -> _Action:
    return lambda reading, number: reading.box.__setitem__(place, number or 0)


def _goal(place: int) -> _Action:
    return lambda reading, number: reading.goal.__setitem__(place, max(0, number or 0))


def _nested(reading: _Reading, number: int | None) -> None:
    reading.state.in_table = reading.state.in_table or bool(number)


def _info(word: str) -> _Action:
    def action(reading: _Reading, number: int | None) -> None:
        reading.information.begin(word, number)
        reading.state.catcher = "info" if number is None or word == "info" else reading.state.catcher

    return action


_ACTIONS: dict[str, _Action] = {
    "fonttbl": _sets("catcher", "fonttbl"),
    "fldinst": _sets("catcher", "fldinst"),
    "formfield": _sets("catcher", "formfield"),
    "pict": _sets("catcher", "pict"),
    "f": _font,
    "fcharset": _charset,
    "ansicpg": _page,
    "uc": _unicode_skip,
    "v": _sets("hidden"),
    "deleted": _sets("deleted"),
    "plain": _plain,
    "pard": _paragraph_defaults,
    "intbl": _sets("in_table", True),
    "itap": _nested,
    "qc": _sets("centred", True),
    "trowd": _new_row,
    "trleft": _left,
    "cellx": _edge,
    "clmrg": _merge("clmrg"),
    "clvmgf": _merge("clvmgf"),
    "clvmrg": _merge("clvmrg"),
    "cell": _Reading._end_cell,
    "row": _Reading._end_row,
    "ffres": _box_state(0),
    "ffdefres": _box_state(1),
    "picwgoal": _goal(0),
    "pichgoal": _goal(1),
    **{word: _info(word) for word in ("info", "title", "author", "company", "operator", "nofwords", "revtim")},
    **{word: _info(word) for word in ("yr", "mo", "dy", "hr", "min")},
}


def read_rtf(data: bytes) -> WordDocument:
    """An RTF document. Raises DocumentTrouble."""
    start = data[:64].find(b"{\\rtf")
    if start < 0:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "不是有效的RTF文档")
    reading = _Reading()
    for token in tokens(data[start:]):
        reading.take(token)
    return reading.finish()
