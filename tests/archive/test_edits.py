"""What people edit of what files say: versions, what counts, and that whoever holds calls or wording follows."""

from dataclasses import replace
from datetime import timedelta

from archive.edits import Edited, keep, newest, standing, versions
from archive.listing import audit_lines
from archive.records import SqlRecords
from archive.views import polls
from config.current import CurrentCalls, current_wording
from config.settings import Settings
from intake.call import Organisation
from intake.letters.wording import SHIPPED
from intake.roster import as_text, changes, faults, from_text
from tests.archive.filings import CALL, NOON

SPRUCE = Organisation(("中国云杉学会", "云杉会"), "学会", ("a@example.org",), "010", ("中国云杉学会秘书处",))
LOTUS = Organisation(("中国莲学会",))
SAYS = "本邮件仅确认收到材料，不代表审核通过或入选"


def test_the_newest_version_counts_and_none_is_lost(records: SqlRecords) -> None:
    assert newest(records) == 0
    for number, content in enumerate(("one", "two", None, "one")):
        keep(records, Edited.TEMPLATE, "late.txt.j2", content, "li", f"for {number}", NOON + timedelta(hours=number))
        assert standing(records, Edited.TEMPLATE) == ({"late.txt.j2": content} if content else {})
    assert standing(records, Edited.ROSTER) == {}
    found = versions(records, Edited.TEMPLATE, "late.txt.j2")
    assert [(each.actor, each.reason, each.content) for each in found[:2]] == [
        ("li", "for 3", "one"),
        ("li", "for 2", None),
    ]
    assert versions(records, Edited.TEMPLATE, "other.txt.j2") == ()
    lines, _ = audit_lines(records)
    assert {(line.action, line.subject) for line in lines} == {("edit.template", "late.txt.j2")}


def test_a_roster_comes_back_as_it_was_kept_and_its_changes_are_told() -> None:
    assert from_text(as_text((SPRUCE, LOTUS))) == (SPRUCE, LOTUS)
    moved = replace(SPRUCE, addresses=("b@example.org",))
    told = changes((SPRUCE, LOTUS), (Organisation(("青岭大学",)), moved))
    assert [[each.names[0] for each in several] for several in (told.added, told.gone)] == [
        ["青岭大学"],
        ["中国莲学会"],
    ]
    assert told.changed == ((SPRUCE, moved),)
    assert not changes((SPRUCE, LOTUS), (LOTUS, SPRUCE))
    assert faults((SPRUCE, replace(LOTUS, names=("云杉会",)))) == ("“云杉会”与“中国云杉学会”同名",)


def test_whoever_holds_the_calls_follows_the_roster(records: SqlRecords) -> None:
    held = CurrentCalls(records, (CALL,))
    assert held[0] == CALL
    keep(records, Edited.ROSTER, CALL.name, as_text((SPRUCE,)), "li", "", NOON)
    held.look()
    assert [each.roster for each in held] == [(SPRUCE,)]
    assert len(held) == 1
    keep(records, Edited.ROSTER, CALL.name, None, "li", "", NOON)
    held.look()
    assert held[0] == CALL


def test_letters_follow_the_templates_and_a_useless_one_is_left_aside(records: SqlRecords) -> None:
    wording = current_wording(Settings(), records)
    assert not wording.is_plain("duplicate")
    source = "{% for each in letter.submissions %}{{ each.receipt }} {% endfor %}" + SAYS
    keep(records, Edited.TEMPLATE, "duplicate.txt.j2", source, "li", "", NOON)
    assert current_wording(Settings(), records).is_plain("duplicate")
    keep(records, Edited.TEMPLATE, "duplicate.txt.j2", "{{ letter.no_such_thing }}", "li", "", NOON)
    assert not current_wording(Settings(), records).is_plain("duplicate")
    assert current_wording(Settings(), records).environment is SHIPPED.environment


def test_when_a_source_was_looked_at(records: SqlRecords) -> None:
    for hours in (0, 1):
        records.polled("邮箱a", NOON + timedelta(hours=hours))
    assert polls(records) == {"邮箱a": NOON + timedelta(hours=1)}
