"""Pictures and drawn shapes in WordprocessingML: their size as shown, and what they are."""

import re
from collections.abc import Iterator

from lxml import etree

from parsers.facts import Drawing
from parsers.word.marks import TICKS
from parsers.word.names import W

_EMU = 36000  # in a millimetre
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96, "": 25.4 / 72}
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)\s*(mm|cm|in|pt|px|)", re.IGNORECASE)
# a drawn box or frame is what a mark goes into, not a mark
_FRAMES = frozenset(("rect", "roundRect", "ellipse", "flowChartProcess", "textbox", "frame"))
_TICKS_IN_A_BOX = 3
_SHAPES = ("shape", "rect", "oval", "line", "roundrect", "polyline", "curve")


def drawing(element: etree._Element) -> Iterator[Drawing]:
    """What a `w:drawing`, `w:pict` or `w:object` shows: nothing for a text box or a frame."""
    content = next(element.iter(f"{W}txbxContent"), None)
    if content is not None:
        if is_tick_box(content):
            yield Drawing(0, 0, *_size(element)[:2], shape=True, floating=True)
        return
    pictured = next(element.iter("{*}blip", "{*}imagedata"), None) is not None
    if not pictured and not _is_drawn(element):
        return
    width, height, floating = _size(element)
    yield Drawing(0, 0, width, height, shape=not pictured, floating=floating)


def is_tick_box(content: etree._Element) -> bool:
    """Whether a text box holds nothing but ticks: it was laid over an option, and is no text."""
    said = "".join(each.text or "" for each in content.iter(f"{W}t")).strip()
    return 0 < len(said) <= _TICKS_IN_A_BOX and all(character in TICKS for character in said)


def _size(element: etree._Element) -> tuple[float, float, bool]:
    """Width and height in mm, and whether it stands beside or over the text."""
    if element.tag != f"{W}drawing":
        return _style(element)
    return *_extent(element), next(element.iterchildren("{*}anchor"), None) is not None


def _is_drawn(element: etree._Element) -> bool:
    preset = next(element.iter("{*}prstGeom"), None)
    if preset is not None:
        return preset.get("prst") not in _FRAMES
    if next(element.iter("{*}custGeom", "{*}contentPart"), None) is not None:
        return True
    shape = next(element.iter(*(f"{{urn:schemas-microsoft-com:vml}}{name}" for name in _SHAPES)), None)
    return shape is not None and shape.tag.rpartition("}")[2] not in ("rect", "oval", "roundrect")


def _extent(element: etree._Element) -> tuple[float, float]:
    extent = next(element.iter("{*}extent"), None)
    if extent is None:
        return 0.0, 0.0
    return _millimetres(extent.get("cx", "")), _millimetres(extent.get("cy", ""))


def _millimetres(emu: str) -> float:
    return round(int(emu) / _EMU, 2) if emu.isdecimal() and len(emu) < 12 else 0.0


def _style(element: etree._Element) -> tuple[float, float, bool]:
    """Sizes from a VML shape's style (width:12pt;height:…)."""
    shape = next((each for each in element.iter() if isinstance(each.tag, str) and each.get("style")), None)
    style = shape.get("style", "") if shape is not None else ""
    found = {name.lower(): _length(number, unit) for name, number, unit in _LENGTH.findall(style)}
    return found.get("width", 0.0), found.get("height", 0.0), "position:absolute" in style.replace(" ", "")


def _length(number: str, unit: str) -> float:
    try:
        return round(float(number) * _MILLIMETRES[unit.lower()], 2)
    except ValueError:
        return 0.0
