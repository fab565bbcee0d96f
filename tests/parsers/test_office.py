"""Word documents as PDF, by LibreOffice in a parsing process: what it converts, and what it can't do there."""

import io
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import docx
import pypdfium2
import pytest
from PIL import Image

from parsers.errors import ParsingFailed
from parsers.office import readable
from parsers.sandbox import ProcessSandbox, office_paths

pytestmark = pytest.mark.parts

CORPUS = Path(__file__).parents[1] / "corpus" / "word"


@pytest.fixture(scope="module")
def converter() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1, readable=office_paths()) as pool:
        yield pool


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return found


def odt(body: str, manifest: str = "", **files: str) -> bytes:
    """An OpenDocument text; further files by path, `__` for a slash and `_` for a dot."""
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
        ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3">'
        f"{body}</office:document-content>"
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        f"{manifest}</manifest:manifest>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, data in {"content.xml": content, "META-INF/manifest.xml": listed, **files}.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return written.getvalue()


def picture_from(where: str) -> bytes:
    """A text with a picture that lies elsewhere."""
    frame = (
        '<draw:frame svg:width="8cm" svg:height="8cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{where}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
    )
    return odt(f"<office:body><office:text><text:p>PLAN</text:p><text:p>{frame}</text:p></office:text></office:body>")


def red_pixels(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render().to_pil().convert("RGB")
    document.close()
    red, green, blue = (channel.tobytes() for channel in picture.split())
    return sum(1 for r, g, b in zip(red, green, blue, strict=True) if r > 200 and g < 60 and b < 60)


def test_a_docx(converter: ProcessSandbox) -> None:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("筹备方案")
    document.save(written)
    assert text_of(converter.as_pdf(written.getvalue(), "docx")).strip() == "筹备方案"


@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
def test_the_word_family(ending: str, converter: ProcessSandbox) -> None:
    pdf = converter.as_pdf((CORPUS / f"form.{ending}").read_bytes(), ending)
    assert "主办单位名称" in text_of(pdf)


def test_documents_one_after_another(converter: ProcessSandbox) -> None:
    data = (CORPUS / "form.odt").read_bytes()
    assert len({text_of(converter.as_pdf(data, "odt")) for _ in range(4)}) == 1


def test_what_cant_be_opened_is_said_and_the_next_is_converted(converter: ProcessSandbox) -> None:
    with pytest.raises(ParsingFailed):
        converter.as_pdf(b"PK\x03\x04 broken", "docx")
    assert "主办单位名称" in text_of(converter.as_pdf((CORPUS / "form.odt").read_bytes(), "odt"))


def in_the_open(folder: Path, data: bytes) -> bytes:
    """The same conversion without a sandbox: what the next tests' documents do where nobody holds them."""
    (folder / "in.odt").write_bytes(data)
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom parsers.office import as_pdf\n"
        "folder = Path(sys.argv[1])\n(folder / 'out.pdf').write_bytes(as_pdf((folder / 'in.odt').read_bytes(), 'odt', folder))\n"
        "sys.stdout.flush(), os._exit(0)"
    )
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script, str(folder)], env=environment, check=True, timeout=120)
    return (folder / "out.pdf").read_bytes()


def test_no_file_outside_comes_into_the_page(converter: ProcessSandbox, tmp_path: Path) -> None:
    Image.new("RGB", (80, 80), (255, 0, 0)).save(tmp_path / "secret.png")
    document = picture_from((tmp_path / "secret.png").as_uri())
    assert red_pixels(in_the_open(tmp_path, document)) > 1000
    held = converter.as_pdf(document, "odt")
    assert "PLAN" in text_of(held)
    assert red_pixels(held) == 0


def test_no_server_is_asked(converter: ProcessSandbox, tmp_path: Path) -> None:
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)

        def listen() -> None:
            try:
                connection, address = server.accept()
            except OSError:
                return
            asked.append(address)
            connection.close()

        waiting = Thread(target=listen, daemon=True)
        waiting.start()
        document = picture_from(f"http://127.0.0.1:{server.getsockname()[1]}/picture.png")
        assert "PLAN" in text_of(converter.as_pdf(document, "odt"))
        assert asked == []
        in_the_open(tmp_path, document)
        waiting.join(10)
        assert len(asked) == 1, "the document does ask where it may"


def test_no_macro_runs(converter: ProcessSandbox) -> None:
    namespace = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
    module = (
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">'
        "Sub Main\nThisComponent.Text.String = &quot;RAN&quot;\nEnd Sub</script:module>"
    )
    listener = (
        '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" '
        'xlink:href="vnd.sun.star.script:Standard.Module1.Main?language=Basic&amp;location=document" xlink:type="simple"/>'
        "</office:event-listeners></office:scripts>"
    )
    data = odt(
        f"{listener}<office:body><office:text><text:p>PLAN</text:p></office:text></office:body>",
        "".join(
            f'<manifest:file-entry manifest:full-path="Basic/{name}" manifest:media-type="text/xml"/>'
            for name in ("script-lc.xml", "Standard/script-lb.xml", "Standard/Module1.xml")
        ),
        **{
            "Basic/script-lc.xml": f'<library:libraries {namespace}><library:library library:name="Standard" library:link="false"/></library:libraries>',
            "Basic/Standard/script-lb.xml": f'<library:library {namespace} library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/></library:library>',
            "Basic/Standard/Module1.xml": module,
        },
    )
    assert text_of(converter.as_pdf(data, "odt")).strip() == "PLAN"


def test_without_leave_to_read_it_libreoffice_does_not_start() -> None:
    with ProcessSandbox(1) as pool, pytest.raises(ParsingFailed):
        pool.as_pdf((CORPUS / "form.odt").read_bytes(), "odt")


def test_where_it_isnt_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert readable() != ()
    monkeypatch.setattr("parsers.office._PLACES", ())
    monkeypatch.setenv("PATH", "")
    assert readable() == ()
