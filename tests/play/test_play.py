"""A tenth of the play: every habit once, ten weeks, real mail servers."""

from pathlib import Path

import pytest

from tests.parts.dovecot import Dovecot
from tests.parts.sink import Sink
from tests.play.cast import cast
from tests.play.company import company, review
from tests.play.stage import staged

SEED, ORGANISATIONS = 2020, 30


@pytest.mark.parts
def test_at_the_end_everybody_stands_where_they_ought_to_and_got_the_letters_they_ought_to(
    tmp_path: Path, imap_server: Dovecot, mailbox: str, smtp_sink: Sink
) -> None:
    units = cast(ORGANISATIONS, SEED)

    with staged(tmp_path, units, imap_server, mailbox, smtp_sink) as stage:
        stage.perform(company(units, SEED))
        found = review(stage, units)

    assert not found.faults
    assert found.mails > 120
    assert {"acknowledgement", "awaited", "correction", "duplicate", "receipt", "reminder"} <= set(found.letters)
