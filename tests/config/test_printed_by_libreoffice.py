"""What LibreOffice doesn't print is named with its own words, and what takes too long is ended with all that it started."""

import subprocess
from pathlib import Path

import pytest

from config.demo.generator import scans
from tests.forms import filled
from tests.intake.test_service_process import until

pytestmark = pytest.mark.parts


def office_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_each_document_in_its_place() -> None:
    printed = scans.to_pdfs([filled(), filled(plan="一行")])
    assert [data[:5] for data in printed] == [b"%PDF-"] * 2
    assert printed[0] != printed[1]


def test_one_that_is_not_printed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office_that("for last; do :; done; touch ${last%1.docx}0.pdf; echo no more room", tmp_path, monkeypatch)
    with pytest.raises(RuntimeError, match=r"ended with 0, not printed: 0001\.pdf; it said: no more room"):
        scans.to_pdfs([b"one", b"another"])


def test_a_code_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office_that("echo crashed >&2; exit 77", tmp_path, monkeypatch)
    with pytest.raises(RuntimeError, match=r"ended with 77, not printed: 0000\.pdf; it said: crashed"):
        scans.to_pdf(b"one")


def test_what_takes_too_long_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tmp_path / "child"

    def too_long(process: "subprocess.Popen[str]", timeout: float) -> None:
        assert until(written.exists)
        raise subprocess.TimeoutExpired(process.args, timeout)

    monkeypatch.setattr(subprocess.Popen, "communicate", too_long)
    begun = f"sleep 600 & echo $! > {written}.part; mv {written}.part {written}; wait"
    with pytest.raises(subprocess.TimeoutExpired):
        scans._to_its_end(["sh", "-c", begun], 900)
    assert until(lambda: runs(written.read_text().strip()) == b"")


def runs(number: str) -> bytes:
    """What that process runs; nothing where it has gone, or waits to be swept."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
