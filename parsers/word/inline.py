"""The visible text of a paragraph of WordprocessingML, and the drawings in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.facts import ContentControl, Drawing
from parsers.word.drawings import drawing
from parsers.word.marks import BOX, TICK, field_mark, in_font, symbol
from parsers.word.names import MC, W14, W

_GONE = frozenset(
    (
        f"{W}del",
        f"{W}moveFrom",
        f"{W}rPr",
        f"{W}pPr",
        f"{W}delText",
        f"{W}delInstrText",
        f"{W}rt",
        f"{W}txbxContent",
        f"{MC}Fallback",
    )
)
_DRAWN = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_KINDS = (("date", "date"), ("dropDownList", "choice"), ("comboBox", "choice"))


@dataclass
class Inline:
    """One document's reading of paragraphs: which styles hide their text, and the content controls met."""

    hiding: frozenset[str] = frozenset()
    controls: list[ContentControl] = field(default_factory=list)

    def read(self, paragraph: etree._Element) -> tuple[str, tuple[Drawing, ...]]:
        """Its text without line breaks at its ends, and its drawings by their place in that text."""
        pieces: list[str] = []
        drawings: list[Drawing] = []
        length = 0
        for piece in self._pieces(paragraph):
            if isinstance(piece, Drawing):
                drawings.append(replace(piece, offset=length))
            else:
                pieces.append(piece)
                length += len(piece)
        text = "".join(pieces)
        lead = len(text) - len(text.lstrip("\n"))
        return text.strip("\n"), tuple(replace(each, offset=max(0, each.offset - lead)) for each in drawings)

    def _pieces(self, element: etree._Element) -> Iterator[str | Drawing]:
        """Visible text below an element, iteratively: hostile documents nest without end."""
        stack = [(element, "")]
        fields = _Fields()
        while stack:
            current, font = stack.pop()
            tag = current.tag
            if not isinstance(tag, str) or tag in _GONE:
                continue
            if tag == f"{W}r":
                if self._is_hidden(current):
                    continue
                font = _symbol_font(current)
            elif tag == f"{W}sdt":
                said = self._control(current)
                if said is not None:
                    yield said
                    continue
            elif tag in _DRAWN:
                yield from drawing(current)
                continue
            piece = fields.text(current) if fields.knows(current) else _leaf(current, font)
            if piece is not None:
                yield piece
            if piece is None or tag == f"{W}fldChar":
                stack.extend((child, font) for child in reversed(current))

    def _is_hidden(self, run: etree._Element) -> bool:
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        style = run.find(f"{W}rPr/{W}rStyle") if self.hiding else None
        return style is not None and style.get(f"{W}val", "") in self.hiding

    def _control(self, control: etree._Element) -> str | None:
        """A checkbox's mark, "" for a prompt that nobody has answered, None for a control to look into."""
        properties = control.find(f"{W}sdtPr")
        if properties is None:
            return None
        title = _value(properties, "alias") or _value(properties, "tag")
        box = properties.find(f"{W14}checkbox")
        if box is not None:
            mark = _checkbox(box)
            self.controls.append(ContentControl("checkbox", title, mark))
            return mark
        if is_prompt(control):
            return ""
        kind = next((kind for tag, kind in _KINDS if properties.find(f"{W}{tag}") is not None), "text")
        date = properties.find(f"{W}date")
        full = date.get(f"{W}fullDate", "")[:10] if date is not None else ""
        self.controls.append(ContentControl(kind, title, plain_text(control), full))
        return None


@dataclass
class _Fields:
    """Complex fields (§17.16.18): an instruction may be cut into many runs, and only its whole tells a mark."""

    instructions: list[list[str]] = field(default_factory=list)

    def knows(self, element: etree._Element) -> bool:
        return element.tag in (f"{W}fldChar", f"{W}instrText", f"{W}fldSimple")

    def text(self, element: etree._Element) -> str | None:
        """The mark that a field draws once its instruction is complete; None for an element to look into."""
        if element.tag == f"{W}fldSimple":
            return field_mark(element.get(f"{W}instr", "")) or None
        if element.tag == f"{W}instrText":
            if self.instructions:
                self.instructions[-1].append(element.text or "")
                return ""
            return field_mark(element.text or "")
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self.instructions.append([])
            return ""
        instruction = "".join(self.instructions[-1]) if self.instructions else ""
        if kind == "end" and self.instructions:
            self.instructions.pop()
        elif self.instructions:
            self.instructions[-1] = []
        return field_mark(instruction)


def is_on(toggle: etree._Element | None) -> bool:
    """A toggle property (§17.7.3): there, and not said to be off."""
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off")


def is_prompt(control: etree._Element) -> bool:
    """Whether a content control shows the prompt that invites an answer (§17.5.2.39) and nothing else."""
    return is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr"))


def plain_text(element: etree._Element) -> str:
    """The text below an element, its formatting and what is deleted aside."""
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def _value(properties: etree._Element, name: str) -> str:
    found = properties.find(f"{W}{name}")
    return found.get(f"{W}val", "") if found is not None else ""


def _symbol_font(run: etree._Element) -> str:
    """The font of the run's own Latin letters (§17.3.2.26), for those that show as marks."""
    fonts = run.find(f"{W}rPr/{W}rFonts")
    return fonts.get(f"{W}ascii", "") or fonts.get(f"{W}hAnsi", "") if fonts is not None else ""


def _leaf(element: etree._Element, font: str) -> str | None:
    """The text of an element that has no text-bearing children, None for one to look into."""
    match element.tag.rpartition("}")[2]:
        case "t":
            return in_font(font, element.text or "")
        case "tab" | "ptab":
            return "\t"
        case "br" | "cr":
            return "\n"
        case "noBreakHyphen":
            return "-"
        case "sym":
            return symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
        case "checkBox":
            return _legacy_checkbox(element)
        case _:
            return None


def _checkbox(box: etree._Element) -> str:
    checked = box.find(f"{W14}checked")
    return TICK if checked is not None and checked.get(f"{W14}val") in ("1", "true") else BOX


def _legacy_checkbox(element: etree._Element) -> str:
    """FORMCHECKBOX (§17.16.7): `checked` decides, else `default`; an element without a value is on."""
    state = element.find(f"{W}checked")
    return TICK if is_on(state if state is not None else element.find(f"{W}default")) else BOX
