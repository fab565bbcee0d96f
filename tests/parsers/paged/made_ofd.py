"""OFD documents, made for tests."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from asn1crypto import parser
from PIL import Image

from tests.pages import ORGANISATION

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


@dataclass(frozen=True)
class Signed:
    """A signature: its picture, the seal's name, the IDs of the pages it stands on, its own ID."""

    picture: bytes
    name: str = ORGANISATION
    pages: tuple[str, ...] = ("10",)
    id: str = "s1"
    boundary: str = "120 180 40 40"
    kind: str = "png"
    value: bytes | None = None


def ofd(*pages: str, drawn: str = "", beside: Mapping[str, bytes] | None = None, box: str = "0 0 210 297") -> bytes:
    """Pages of text; `drawn`: objects on the first; `beside`: further parts, a picture of ID 7 among them as Doc_0/Res/p.png."""
    return bodies((pages, drawn, beside or {}), box=box)


def bodies(*documents: tuple[tuple[str, ...], str, Mapping[str, bytes]], box: str = "0 0 210 297") -> bytes:
    """Several documents in one file, each with its pages, what is drawn on its first page, and the parts beside."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        listed = "".join(
            f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>{n}</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot>"
            f"<ofd:Signatures>/Doc_{n}/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>"
            for n in range(len(documents))
        )
        package.writestr("OFD.xml", f'<ofd:OFD {NS} Version="1.0" DocType="OFD">{listed}</ofd:OFD>')
        for number, (pages, drawn, beside) in enumerate(documents):
            for name, data in {**_document(f"Doc_{number}", pages, drawn, box), **beside}.items():
                package.writestr(name, data)
    return buffer.getvalue()


def _document(folder: str, pages: tuple[str, ...], drawn: str, box: str) -> dict[str, bytes]:
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
    parts = {
        "Document.xml": f"<ofd:Document {NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "DocumentRes.xml": f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>'
        "p.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
    }
    for number, text in enumerate(pages):
        lines = "".join(
            f'<ofd:TextObject ID="{100 + row}" Boundary="20 {30 + 10 * row} 150 6" Font="1" Size="5">'
            f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
            for row, line in enumerate(text.split("\n"))
            if line
        )
        objects = f'<ofd:Layer ID="1">{lines}{drawn * (number == 0)}</ofd:Layer>'
        parts[f"Pages/{number}.xml"] = f"<ofd:Page {NS}><ofd:Content>{objects}</ofd:Content></ofd:Page>"
    return {f"{folder}/{name}": part.encode() for name, part in parts.items()}


def signed(*signatures: Signed, folder: str = "Doc_0") -> dict[str, bytes]:
    """The parts of these signatures; a seal stands at its boundary on each of its pages."""
    listed = "".join(
        f'<ofd:Signature ID="{each.id}" Type="Seal" BaseLoc="Sign_{n}/Signature.xml"/>'
        for n, each in enumerate(signatures)
    )
    parts = {f"{folder}/Signs/Signatures.xml": f"<ofd:Signatures {NS}>{listed}</ofd:Signatures>".encode()}
    for number, each in enumerate(signatures):
        spots = "".join(f'<ofd:StampAnnot ID="a" PageRef="{page}" Boundary="{each.boundary}"/>' for page in each.pages)
        at = f"{folder}/Signs/Sign_{number}"
        parts[f"{at}/Signature.xml"] = (
            f"<ofd:Signature {NS}><ofd:SignedInfo>{spots}</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue>"
            "</ofd:Signature>"
        ).encode()
        value = ses(der(4, each.picture), each.kind, der(12, each.name.encode()))
        parts[f"{at}/SignedValue.dat"] = value if each.value is None else each.value
    return parts


def ses(picture: bytes, kind: str = "png", name: bytes = b"") -> bytes:
    """The beginning of an SES_Signature as GB/T 38540 has it, of a picture and a name in DER: what follows the seal isn't
    looked at.
    """
    header = sequence(der(22, b"ES"), der(2, b"\x04"), der(22, b"maker"))
    about = sequence(der(2, b"\x01"), name)
    look = sequence(der(22, kind.encode()), picture, der(2, b"\x28"), der(2, b"\x28"))
    return sequence(sequence(der(2, b"\x04"), sequence(sequence(header, der(22, b"1"), about, look))))


def sequence(*parts: bytes) -> bytes:
    """A DER sequence."""
    return bytes(parser.emit(0, 1, 16, b"".join(parts)))


def der(tag: int, contents: bytes) -> bytes:
    """A DER value of a universal tag."""
    return bytes(parser.emit(0, 0, tag, contents))


def png(image: Image.Image) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
