"""Where each document goes."""

from collections import Counter

from archive.views import DocumentView
from intake.receipt import format_receipt
from review_export.package.layout import lay_out, links
from review_export.package.names import folded
from tests.review_export.activities import CALL, activity

LONG = "中国云杉林木草药与高原生态环境综合工程学会联合会"


def paths(*rows: object) -> list[str]:
    return [place.path for place in lay_out((CALL,), rows)]  # type: ignore[arg-type]  # rows by hand


def test_a_folder_an_organisation_then_one_an_activity() -> None:
    rows = (activity(2, "某某协会"), activity(1), activity(3))
    assert paths(*rows) == [
        "材料/01-中国云杉工程学会/01-科技活动之1/筹备方案.docx",
        "材料/01-中国云杉工程学会/01-科技活动之1/筹备方案.pdf",
        "材料/01-中国云杉工程学会/02-科技活动之3/筹备方案.docx",
        "材料/01-中国云杉工程学会/02-科技活动之3/筹备方案.pdf",
        "材料/02-某某协会/01-科技活动之2/筹备方案.docx",
        "材料/02-某某协会/01-科技活动之2/筹备方案.pdf",
    ]


def test_plan_and_report_of_an_activity_lie_together() -> None:
    report = activity(
        9,
        activity="科技活动之1",
        stage="report",
        documents=(
            DocumentView("总结.DOC", "c" * 64, 1, "report_word"),
            DocumentView("总结.pdf", "d" * 64, 1, "report_pdf"),
        ),
    )
    assert paths(activity(1), report)[2:] == [
        "材料/01-中国云杉工程学会/01-科技活动之1/总结报告.DOC",
        "材料/01-中国云杉工程学会/01-科技活动之1/总结报告.pdf",
    ]


def test_what_is_sent_along_keeps_its_name_and_what_is_ignored_stays_out() -> None:
    documents = (
        DocumentView("方案.docx", "a" * 64, 1, "plan_word"),
        DocumentView("现场照片1.JPG", "b" * 64, 1, "supporting"),
        DocumentView("现场照片1.jpg", "c" * 64, 1, "supporting"),
        DocumentView("无名", "d" * 64, 1, "supporting"),
        DocumentView("logo.png", "e" * 64, 1, "ignored"),
    )
    assert [path.rpartition("/")[2] for path in paths(activity(1, documents=documents))] == [
        "筹备方案.docx",
        "附现场照片1.JPG",
        "附现场照片1(2).jpg",
        "附无名",
    ]


def test_three_hundred_fit_below_a_path_of_two_hundred() -> None:
    rows = [
        activity(
            number,
            f"{LONG}{number % 100}",
            activity=LONG + ("A" if number % 2 else "a"),
            receipt=format_receipt("2020-29", number),
            documents=tuple(DocumentView(f"{LONG}附件{n}.jpeg", "a" * 64, 1, "supporting") for n in range(12)),
        )
        for number in range(1, 301)
    ]
    found = paths(*rows)
    assert len(found) == 3600
    assert max(len(path) for path in found) <= 58
    assert Counter(map(folded, found)).most_common(1)[0][1] == 1
    folders = {path.rpartition("/")[0] for path in found}
    assert len(folders) == len({folded(folder) for folder in folders})


def test_the_spreadsheet_links_to_the_two_versions() -> None:
    places = lay_out((CALL,), (activity(1),))
    folder = "材料/01-中国云杉工程学会/01-科技活动之1"
    assert links(places) == {
        activity(1).receipt: (("Word版", f"{folder}/筹备方案.docx"), ("PDF版", f"{folder}/筹备方案.pdf"))
    }
