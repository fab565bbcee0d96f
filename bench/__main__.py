"""`python -m bench [CORPORA]`: prints every table as Markdown. CORPORA is a folder of public test files."""

import argparse
import time
from pathlib import Path

from bench.bagging import bagging_table
from bench.exporting import exporting_table
from bench.finding.__main__ import finding_table
from bench.formats import formats_table
from bench.forms import forms_table
from bench.hard_names import corpus_mails, made_mails
from bench.keeping import import_table, verify_table
from bench.letters import picture_letters
from bench.mime import mime_table
from bench.packaging import packaging_table
from bench.pages import pages_table
from bench.public_mails import public_table
from bench.reading import reading_table
from bench.seals import seals_table
from bench.web.measuring import Load, web_tables
from bench.whole import whole_table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("corpora", nargs="?", type=Path, help="a folder with mail/ and documents/")
    parser.add_argument(
        "--letters", type=Path, metavar="DIR", help="every kind of letter as a picture, and nothing else"
    )
    arguments = parser.parse_args()
    if arguments.letters:
        print(f"{picture_letters(arguments.letters)} pictures in {arguments.letters}")
        return
    corpora: Path | None = arguments.corpora
    if corpora and not corpora.is_dir():
        parser.error(f"{corpora} is no folder")
    print(mime_table("MIME, made mails as Chinese programs write them", list(made_mails())))
    if corpora:
        print(mime_table("MIME, public mails with golden files", list(corpus_mails(corpora))))
    if corpora:
        print(public_table(corpora))
    seed = time.time_ns() % 1_000_000  # a fresh one; it stands in the table's title
    print(forms_table(seed))
    print(formats_table(seed))
    print(reading_table())
    print(pages_table())
    print(seals_table(corpora))
    print(exporting_table())
    print(packaging_table())
    print(bagging_table())
    for table in web_tables(1_000, Load(users=10, seconds=20, rounds=20, paints=5)):
        print(table)
    print(whole_table())
    print(finding_table(1_000, 30))
    print(import_table())
    print(verify_table())


if __name__ == "__main__":
    main()
