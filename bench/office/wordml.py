"""WordprocessingML written by hand: what offices produce and python-docx cannot."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_ROOT_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}officeDocument" Target="word/document.xml"/></Relationships>'
)
# one grey pixel; what it shows doesn't matter, its size on paper does
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c636860600000030401810b1dd9b8"
    "0000000049454e44ae426082"
)
MILLIMETRE = 36000  # EMU


def text(content: str, properties: str = "") -> str:
    """A run; line feeds and tabs become elements."""
    pieces = []
    for number, line in enumerate(content.split("\n")):
        if number:
            pieces.append("<w:br/>")
        for place, part in enumerate(line.split("\t")):
            if place:
                pieces.append("<w:tab/>")
            if part:
                pieces.append(f'<w:t xml:space="preserve">{escape(part)}</w:t>')
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{''.join(pieces)}</w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def control(content: str, properties: str = "") -> str:
    """A content control around runs, paragraphs, cells or rows."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@dataclass
class Cell:
    """A cell in the making. `merge`: "restart", "continue" or ""; `wrapped` in a content control."""

    content: str
    width: int = 1
    merge: str = ""
    wrapped: bool = False

    def xml(self) -> str:
        merge = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[self.merge]
        span = f'<w:gridSpan w:val="{self.width}"/>' if self.width > 1 else ""
        inside = f'<w:tcPr><w:tcW w:w="{self.width * 750}" w:type="dxa"/>{span}{merge}</w:tcPr>{self.content}'
        cell = f"<w:tc>{inside}</w:tc>"
        return control(cell) if self.wrapped else cell


def table(rows: Sequence[Sequence[Cell]], columns: int = 12) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = '<w:gridCol w:w="750"/>' * columns
    body = "".join(f"<w:tr>{''.join(cell.xml() for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr><w:tblW w:w='9000' w:type='dxa'/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def text_box(inner: str) -> str:
    """A run with a text box, with its VML fallback, as Word writes it."""
    size = f'<wp:extent cx="{60 * MILLIMETRE}" cy="{8 * MILLIMETRE}"/>'
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    fallback = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{_anchor(size, "wps", shape)}</w:drawing></mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>'


def _anchor(size: str, kind: str, graphic: str) -> str:
    uri = {
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }[kind]
    position = '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    return (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" '
        f'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>{position}{size}<wp:wrapNone/>'
        f'<wp:docPr id="7" name="图形 7"/><a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic></wp:anchor>'
    )


def drawn_tick(width: float = 4, height: float = 4) -> str:
    """A tick drawn by hand: a freeform of some millimetres, floating over its place."""
    size = f'<wp:extent cx="{int(width * MILLIMETRE)}" cy="{int(height * MILLIMETRE)}"/>'
    path = '<a:custGeom><a:pathLst><a:path w="10" h="10"><a:moveTo><a:pt x="0" y="5"/></a:moveTo><a:lnTo><a:pt x="4" y="10"/></a:lnTo><a:lnTo><a:pt x="10" y="0"/></a:lnTo></a:path></a:pathLst></a:custGeom>'
    shape = f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{path}<a:ln w='12700'/></wps:spPr><wps:bodyPr/></wps:wsp>"
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{_anchor(size, "wps", shape)}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:11pt;height:11pt"/></w:pict></mc:Fallback></mc:AlternateContent></w:r>'


def picture(width: float, height: float, inline: bool = True) -> str:
    """A picture by its size in millimetres."""
    cx, cy = int(width * MILLIMETRE), int(height * MILLIMETRE)
    size = f'<wp:extent cx="{cx}" cy="{cy}"/>'
    graphic = (
        '<pic:pic><pic:nvPicPr><pic:cNvPr id="8" name="图片 8"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId9"/>'
        f"<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='{cx}' cy='{cy}'/></a:xfrm>"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    if not inline:
        return f"<w:r><w:drawing>{_anchor(size, 'pic', graphic)}</w:drawing></w:r>"
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">{size}<wp:docPr id="8" name="图片 8"/><a:graphic><a:graphicData uri="{uri}">{graphic}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'


@dataclass
class Package:
    """A docx in the making: its body, and the parts that stand apart from it."""

    body: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    header: str = ""

    def footnote(self, words: str) -> str:
        """A reference to a new footnote."""
        self.footnotes.append(words)
        return f'<w:r><w:footnoteReference w:id="{len(self.footnotes) + 1}"/></w:r>'

    def comment(self, words: str) -> tuple[str, str]:
        """What opens and what closes the range of a new comment."""
        self.comments.append(words)
        number = len(self.comments)
        close = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
        return f'<w:commentRangeStart w:id="{number}"/>', close

    def data(self) -> bytes:
        section = '<w:headerReference w:type="default" r:id="rId3"/>' if self.header else ""
        document = f"<w:document {_NAMESPACES}><w:body>{''.join(self.body)}<w:sectPr>{section}<w:pgSz w:w='11906' w:h='16838'/></w:sectPr></w:body></w:document>"
        parts = {"word/document.xml": document, **self._apart()}
        return zipped({**_surroundings(parts), **parts}, {"word/media/image1.png": PIXEL})

    def _apart(self) -> dict[str, str]:
        parts = {}
        if self.footnotes:
            notes = "".join(
                f'<w:footnote w:id="{number}">{paragraph(text(words))}</w:footnote>'
                for number, words in enumerate(self.footnotes, 2)
            )
            parts["word/footnotes.xml"] = f"<w:footnotes {_NAMESPACES}>{notes}</w:footnotes>"
        if self.comments:
            notes = "".join(
                f'<w:comment w:id="{number}" w:author="审核人">{paragraph(text(words))}</w:comment>'
                for number, words in enumerate(self.comments, 1)
            )
            parts["word/comments.xml"] = f"<w:comments {_NAMESPACES}>{notes}</w:comments>"
        if self.header:
            parts["word/header1.xml"] = f"<w:hdr {_NAMESPACES}>{paragraph(text(self.header))}</w:hdr>"
        return parts


_PARTS = {
    "word/footnotes.xml": ("rId2", "footnotes"),
    "word/header1.xml": ("rId3", "header"),
    "word/comments.xml": ("rId4", "comments"),
}


def _surroundings(parts: Mapping[str, str]) -> dict[str, str]:
    """Content types and relationships of the parts that there are."""
    there = [(name, *of) for name, of in _PARTS.items() if name in parts]
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{_MAIN}{kind}+xml"/>' for name, _, kind in there)
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}{kind}" Target="{name.removeprefix("word/")}"/>'
        for name, key, kind in there
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": _ROOT_RELATIONS,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}<Relationship Id="rId9" Type="{_RELATIONS}image" Target="media/image1.png"/></Relationships>',
    }


def zipped(parts: Mapping[str, str], binary: Mapping[str, bytes]) -> bytes:
    """A zip of these parts, the same bytes whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {**parts, **binary}.items():
            info = zipfile.ZipInfo(name, (2020, 4, 16, 9, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
