from dataclasses import replace

from intake.grouping import relation
from intake.receipt import format_receipt
from tests.cases import ACTIVITY, CALL, COMPLETE, PDF, TEXT, UNIT, WORD, arrived, mail, prose_word

RECEIPT, OTHER = format_receipt("2020-07", 17), format_receipt("2020-07", 18)


def test_receipts_are_found_wherever_people_put_them() -> None:
    for facts in (mail(subject=f"补正{RECEIPT}"), mail(f"收件编号{RECEIPT}"), mail(quoted=f"收件编号：{RECEIPT}")):
        assert relation(arrived(mail=facts).examination(), CALL).receipts == (RECEIPT,)
    named = arrived(replace(WORD, name=f"{RECEIPT}.docx"), PDF)
    assert relation(named.examination(), CALL).receipts == (RECEIPT,)


def test_the_first_named_comes_first() -> None:
    facts = mail(f"见{OTHER}", f"补正{RECEIPT}")
    assert relation(arrived(mail=facts).examination(), CALL).receipts == (RECEIPT, OTHER)


def test_an_invented_number_is_none() -> None:
    assert relation(arrived(mail=mail(f"收件编号{RECEIPT[:-1]}0")).examination(), CALL).receipts == ()


def test_the_thread_is_what_it_answers() -> None:
    facts = mail(in_reply_to=("<2@a>",), references=tuple(f"<r{number}@a>" for number in range(30)))
    thread = relation(arrived(mail=facts).examination(), CALL).thread
    assert thread[0] == "<2@a>"
    assert len(thread) == 21


def test_who_and_what() -> None:
    related = relation(COMPLETE.examination(), CALL)
    assert related.sender == "zhangsan@spruce.example.org"
    assert related.organisations == (("plan", UNIT, ACTIVITY),)


def test_prose_speaks_of_the_stages_without_a_form() -> None:
    report = prose_word("1", "总结报告.docx", TEXT, "总结报告", UNIT, ACTIVITY)
    assert relation(arrived(report).examination(), CALL).organisations == (("report", UNIT, ACTIVITY),)
