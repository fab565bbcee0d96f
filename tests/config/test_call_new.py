"""`baosong call new`: the first notice's draft is the shipped call; what isn't found is said; nothing wrong is made up."""

import io
from pathlib import Path

import docx
import pytest

from config.calls import load_call
from intake.call import Call
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # each starts a parsing process
NOTICES = Path(__file__).parent / "notices"
FORM = Path(__file__).parents[2] / "config" / "calls" / "2020-29-plan.docx"


def drafted(baosong: Commands, home: Path, *arguments: str | Path) -> Call:
    said = baosong("call", "new", *arguments)
    assert said.code == 0
    (home / "draft.toml").write_text(said.out, "utf-8")
    return load_call("draft.toml", home)


def test_the_first_notice_and_its_form_give_the_shipped_call(home: Path, baosong: Commands) -> None:
    draft = drafted(baosong, home, "--notice", NOTICES / "2020-29.txt", "--template", FORM)
    shipped = load_call("2020-29")
    for key in ("name", "title", "number", "address", "opened", "contact", "options"):
        assert getattr(draft, key) == getattr(shipped, key), key
    for mine, theirs in zip(draft.stages, shipped.stages, strict=True):
        for key in ("key", "name", "deadline", "wants", "seal", "max_activities", "text_limit", "text_tolerance"):
            assert getattr(mine, key) == getattr(theirs, key), key
        assert (mine.text_field, mine.follows, mine.correction_days) == (
            *(theirs.text_field, theirs.follows, theirs.correction_days),
        )
        assert set(mine.required) == set(theirs.required)
        assert {f.key: f.kind for f in mine.form.fields} == {f.key: f.kind for f in theirs.form.fields}
        assert mine.form.template == theirs.form.template


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_another_notice_in_the_encodings_of_notepads(home: Path, baosong: Commands, encoding: str) -> None:
    notice = home / "通知.txt"
    notice.write_bytes((NOTICES / "micro-videos.txt").read_text("utf-8").encode(encoding))
    call = drafted(baosong, home, "--notice", notice)
    assert (call.name, call.address) == ("2023-15", "kepu@spruce.example.org")
    assert [(stage.key, stage.max_activities) for stage in call.stages] == [("plan", 3), ("report", 3)]


def test_a_notice_as_a_word_document(home: Path, baosong: Commands) -> None:
    document = docx.Document()
    for line in (NOTICES / "micro-videos.txt").read_text("utf-8").splitlines():
        document.add_paragraph(line)
    document.save(str(home / "通知.docx"))
    assert drafted(baosong, home, "--notice", "通知.docx").number == "云杉学发〔2023〕15号"


def test_what_is_not_found_is_told_and_left_for_a_person(home: Path, baosong: Commands) -> None:
    (home / "n.txt").write_text("大家好，活动开始了。", "utf-8")
    said = baosong("call", "new", "--notice", "n.txt")
    assert said.code == 1
    assert "# 待核对：没有找到发文日期，请填写opened" in said.out
    assert "待核对：没有找到“材料”的截止日期，请填写plan的deadline" in said.err
    assert "\ndeadline" not in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--notice", "nowhere.txt"), "通知nowhere.txt不能读取"),
        (("--notice", "empty.txt"), "里没有读出文字"),
        (("--notice", "n.txt", "--template", "nowhere.docx"), "空白样表nowhere.docx不能读取"),
        (("--notice", "n.txt", "--template", "n.txt"), "请用Word或WPS另存为docx"),
        (("--notice", "n.txt", "--template", "broken.docx"), "空白样表broken.docx"),
    ],
)
def test_files_that_cannot_be_used(home: Path, baosong: Commands, arguments: tuple[str, ...], words: str) -> None:
    (home / "n.txt").write_text("请于5月30日前报送方案。", "utf-8")
    (home / "empty.txt").touch()
    (home / "broken.docx").write_bytes(FORM.read_bytes()[:3000])
    said = baosong("call", "new", *arguments)
    assert said.code == 2
    assert words in one_line(said)


def test_quotes_and_line_breaks_of_a_notice_are_values_not_toml(home: Path, baosong: Commands) -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = '单位"]\\名称'
    file = io.BytesIO()
    document.save(file)
    (home / "form.docx").write_bytes(file.getvalue())
    (home / "n.txt").write_text('关于"引号\\"的通知\n请于5月30日前报送方案。\n2023年5月8日', "utf-8")
    call = drafted(baosong, home, "--notice", "n.txt", "--template", "form.docx")
    assert call.title == '"引号\\"'
    assert [field.labels[0] for field in call.stages[0].form.fields] == ['单位"]\\名称']
