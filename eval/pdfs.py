"""Writes PDFs object by object, so that every kind of image, form, annotation and signature field can be in one."""

import io
from dataclasses import dataclass, field

import pypdf
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject, read_object

from eval.bits import Encoded

MM = 72 / 25.4  # points
Place = tuple[float, float, float, float]  # left, bottom, width, height in points


@dataclass(slots=True)
class Book:
    """One page being written: its objects by name, its content, its annotations."""

    writer: pypdf.PdfWriter
    page: pypdf.PageObject
    content: list[str] = field(default_factory=list)
    count: int = 0

    @classmethod
    def blank(cls, width: float, height: float) -> "Book":
        """An empty page of that size in points."""
        writer = pypdf.PdfWriter()
        return cls(writer, writer.add_blank_page(width, height))

    @classmethod
    def over(cls, data: bytes) -> "Book":
        """A PDF's first page, to draw on."""
        writer = pypdf.PdfWriter()
        return cls(writer, writer.add_page(pypdf.PdfReader(io.BytesIO(data)).pages[0]))

    def image(self, encoded: Encoded, mask: Encoded | None = None) -> object:
        """The image as an object of the file, with a soft mask."""
        stream = StreamObject()
        stream.set_data(encoded.data)
        stream.update(
            _entries(
                {"Type": "/XObject", "Subtype": "/Image", "Width": str(encoded.width), "Height": str(encoded.height)}
            )
        )
        stream.update(_entries(encoded.entries))
        if mask is not None:
            stream[NameObject("/SMask")] = self.image(mask)
        return self.writer._add_object(stream)

    def form(self, content: str, width: float, height: float, resources: DictionaryObject | None = None) -> object:
        """A form XObject of that size in points."""
        stream = StreamObject()
        stream.set_data(content.encode("latin-1"))
        stream.update(_entries({"Type": "/XObject", "Subtype": "/Form", "BBox": f"[0 0 {width:.2f} {height:.2f}]"}))
        stream[NameObject("/Resources")] = resources or DictionaryObject()
        return self.writer._add_object(stream)

    def form_of_page(self, data: bytes) -> object:
        """Another PDF's first page as a form XObject."""
        other = pypdf.PdfReader(io.BytesIO(data)).pages[0]
        stream = StreamObject()
        stream.set_data(other.get_contents().get_data())
        box = other.mediabox
        stream.update(
            _entries(
                {
                    "Type": "/XObject",
                    "Subtype": "/Form",
                    "BBox": f"[0 0 {float(box.width):.2f} {float(box.height):.2f}]",
                }
            )
        )
        stream[NameObject("/Resources")] = other["/Resources"].clone(self.writer)
        return self.writer._add_object(stream)

    def named(self, thing: object) -> str:
        """The object among the page's resources, under a new name."""
        resources = self.page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
        shelf = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
        self.count += 1
        name = f"/Ev{self.count}"
        shelf[NameObject(name)] = thing
        return name

    def draw(self, thing: object, place: Place, colour: str = "") -> None:
        """An image (its unit square) at a place; `colour` for a stencil, as operators."""
        left, bottom, width, height = place
        self.content.append(
            f"q {colour} {width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm {self.named(thing)} Do Q"
        )

    def draw_form(self, thing: object, left: float, bottom: float) -> None:
        """A form at a place, in its own size."""
        self.content.append(f"q 1 0 0 1 {left:.3f} {bottom:.3f} cm {self.named(thing)} Do Q")

    def annotate(self, appearance: object, place: Place, signature: bool) -> None:
        """A stamp annotation, or a signature field that is signed, showing the appearance."""
        left, bottom, width, height = place
        kind = "/Widget /FT /Sig /T (Signature1) /F 132" if signature else "/Stamp /F 4"
        rectangle = f"[{left:.2f} {bottom:.2f} {left + width:.2f} {bottom + height:.2f}]"
        annotation = _read(f"<</Type /Annot /Subtype {kind} /Rect {rectangle}>>")
        annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): appearance})
        if signature:
            value = "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 0 0 0] /Contents <00>>>"
            annotation[NameObject("/V")] = self.writer._add_object(_read(value))
        reference = self.writer._add_object(annotation)
        self.page.setdefault(NameObject("/Annots"), _read("[]")).get_object().append(reference)
        if signature:
            form = _read("<</SigFlags 3>>")
            form[NameObject("/Fields")] = _read("[]")
            form["/Fields"].append(reference)
            self.writer._root_object[NameObject("/AcroForm")] = form

    def bytes(self, rotation: int = 0) -> bytes:
        """The file; the page is shown turned clockwise by `rotation`."""
        if self.content:
            before, after = StreamObject(), StreamObject()
            before.set_data(b"q\n")
            after.set_data(("Q\n" + "\n".join(self.content)).encode("latin-1"))
            old = self.page.get("/Contents")
            parts = [] if old is None else list(old.get_object()) if isinstance(old.get_object(), list) else [old]
            array = _read("[]")
            array.extend([self.writer._add_object(before), *parts, self.writer._add_object(after)])
            self.page[NameObject("/Contents")] = array
        if rotation:
            self.page[NameObject("/Rotate")] = NumberObject(rotation)
        buffer = io.BytesIO()
        self.writer.write(buffer)
        return buffer.getvalue()


def _read(text: str):
    return read_object(io.BytesIO(text.encode("latin-1") + b" "), None)


def _entries(entries: dict[str, str]) -> dict[NameObject, object]:
    return {NameObject(f"/{key}"): _read(value) for key, value in entries.items()}
