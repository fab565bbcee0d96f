"""The visible text of a paragraph of WordprocessingML, and the drawings in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from parsers.facts import ContentControl, Drawing
from parsers.word.drawings import drawing, is_tick_box
from parsers.word.fields import Fields
from parsers.word.marks import BOX, TICK, in_font, symbol
from parsers.word.names import MC, W14, R, W

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
_FORM_FIELDS = frozenset((f"{W}checkBox", f"{W}ddList"))  # they stand where their field begins
_KINDS = (("date", "date"), ("dropDownList", "choice"), ("comboBox", "choice"))


@dataclass
class Inline:
    """One document's reading of paragraphs: which styles hide their text, and the content controls met.

    `active`: what ActiveX controls show, by their relationship.
    """

    hiding: frozenset[str] = frozenset()
    active: Mapping[str, str] = field(default_factory=dict)
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
        fields = Fields()
        style = element.find(f"{W}pPr/{W}pStyle") if self.hiding else None
        hidden = style is not None and style.get(f"{W}val", "") in self.hiding
        while stack:
            current, font = stack.pop()
            tag = current.tag
            if not isinstance(tag, str) or tag in _GONE:
                continue
            if tag == f"{W}r":
                if self._is_hidden(current, hidden):
                    continue
                font = _symbol_font(current)
            elif tag == f"{W}sdt":
                said = self._control(current)
                if said is not None:
                    yield said
                    continue
            elif tag in _DRAWN:
                yield from self._drawn(current)
                continue
            piece = fields.text(current) if fields.knows(current) else _leaf(current, font)
            if piece is not None:
                yield piece if tag in _FORM_FIELDS else fields.held(piece)
            if piece is None or tag == f"{W}fldChar":
                stack.extend((child, font) for child in reversed(current))
        yield fields.rest()

    def _is_hidden(self, run: etree._Element, otherwise: bool) -> bool:
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        style = run.find(f"{W}rPr/{W}rStyle") if self.hiding else None
        return otherwise or (style is not None and style.get(f"{W}val", "") in self.hiding)

    def _drawn(self, element: etree._Element) -> Iterator[str | Drawing]:
        """What a form control shows, or a picture or shape."""
        control = next(element.iter(f"{W}control"), None) if self.active else None
        shown = self.active.get(control.get(f"{R}id", "")) if control is not None else None
        if shown is not None:
            yield shown
        else:
            yield from drawing(element)

    def box_is_shown(self, content: etree._Element, paragraph: etree._Element) -> bool:
        """Whether a text box's content is: not deleted, hidden, a repetition, inside another or a mere mark."""
        for outer in content.iterancestors():
            if outer is paragraph:
                break
            if outer.tag in _GONE or (outer.tag == f"{W}r" and self._is_hidden(outer, otherwise=False)):
                return False
        return not is_tick_box(content)

    def record(self, control: etree._Element) -> None:
        """A content control around whole paragraphs, rows or cells, as a fact; what it shows is read as any other."""
        properties = control.find(f"{W}sdtPr")
        if properties is not None and not is_prompt(control):
            box = properties.find(f"{W14}checkbox")
            text = plain_text(control) if box is None else _checkbox(box)
            self._recorded(properties, text, "text" if box is None else "checkbox")

    def _control(self, control: etree._Element) -> str | None:
        """A checkbox's mark, "" for a prompt that nobody has answered, None for a control to look into."""
        properties = control.find(f"{W}sdtPr")
        if properties is None:
            return None
        box = properties.find(f"{W14}checkbox")
        if box is not None:
            mark = _checkbox(box)
            self._recorded(properties, mark, "checkbox")
            return mark
        if is_prompt(control):
            return ""
        self._recorded(properties, plain_text(control), "text")
        return None

    def _recorded(self, properties: etree._Element, text: str, otherwise: str) -> None:
        title = _value(properties, "alias") or _value(properties, "tag")
        kind = next((kind for tag, kind in _KINDS if properties.find(f"{W}{tag}") is not None), otherwise)
        date = properties.find(f"{W}date")
        full = date.get(f"{W}fullDate", "")[:10] if date is not None else ""
        self.controls.append(ContentControl(kind, title, text, full))


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
        case "ddList":
            return _legacy_choice(element)
        case _:
            return None


def _checkbox(box: etree._Element) -> str:
    checked = box.find(f"{W14}checked")
    return TICK if checked is not None and checked.get(f"{W14}val") in ("1", "true") else BOX


def _legacy_checkbox(element: etree._Element) -> str:
    """FORMCHECKBOX (§17.16.7): `checked` decides, else `default`; an element without a value is on."""
    state = element.find(f"{W}checked")
    return TICK if is_on(state if state is not None else element.find(f"{W}default")) else BOX


def _legacy_choice(element: etree._Element) -> str:
    """FORMDROPDOWN (§17.16.8), which has no result of its own: the entry chosen, else the default, else the first."""
    entries = [each.get(f"{W}val", "") for each in element.iterfind(f"{W}listEntry")]
    chosen = element.find(f"{W}result")
    chosen = chosen if chosen is not None else element.find(f"{W}default")
    number = chosen.get(f"{W}val", "0") if chosen is not None else "0"
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    return entries[at] if at < len(entries) else ""
