"""Seals that are annotations or signature fields, as a reader sees them."""

import pytest

from config.demo.generator.seals import Seal, draw
from parsers.facts import StampKind, StampShape
from parsers.paged import read_pdf
from tests.pages import ORGANISATION, letter, overlap, pdf, with_signature_field, with_stamp_annotation

WHERE = (380.0, 500.0, 500.0, 620.0)  # points
SHOWN = (380 / 595.3, 1 - 620 / 841.9, 500 / 595.3, 1 - 500 / 841.9)


@pytest.mark.parts
def test_a_stamp_annotation_that_shows_a_seal_is_one():
    (stamp,) = read_pdf(with_stamp_annotation(pdf(letter()), draw(Seal(ORGANISATION)), WHERE))[0].stamps
    assert (stamp.kind, stamp.shape) == (StampKind.ANNOTATION, StampShape.OFFICIAL)
    assert overlap(stamp.box, SHOWN) > 0.5
    assert stamp.text == ORGANISATION


def test_a_stamp_annotation_that_shows_no_seal_is_none():
    blank = draw(Seal(ORGANISATION)).copy()
    blank.putalpha(0)
    assert read_pdf(with_stamp_annotation(pdf(letter()), blank, WHERE))[0].stamps == ()


@pytest.mark.parametrize("signer", [ORGANISATION, "Spruce Society"])
def test_a_signature_field_is_a_seal_of_its_signer(signer: str):
    document = read_pdf(with_signature_field(pdf(letter()), signer, WHERE))[0]
    (stamp,) = document.stamps
    assert document.signature_fields == 1
    assert (stamp.kind, stamp.confidence, stamp.text) == (StampKind.SIGNATURE, 1.0, signer)
    assert stamp.box == pytest.approx(SHOWN, abs=0.005)
