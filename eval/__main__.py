"""`python -m eval [--pages N] [--half tune|judge] [--corpora FOLDER] [PART...]`: prints every table as Markdown.

Each part is measured on one half of the set; what is tuned looks at the half `tune` only, what is reported is `judge`.
"""

import argparse
import sys
from pathlib import Path

from eval import across, differing, sealing, whole

PARTS = {
    "seals": sealing.measure,
    "across": across.measure,
    "sameness": differing.measure,
    "whole": whole.measure,
}  # name -> (half, pages, corpora, folder for failures) -> tables and remarks


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--pages", type=int, default=1000, help="pages of the half (default 1000)")
    parser.add_argument("--half", choices=("tune", "judge"), default="judge")
    parser.add_argument("--corpora", type=Path, help="a folder of public PDFs, whose false alarms are counted apart")
    parser.add_argument("--failures", type=Path, default=Path("eval-failures"), help="folder for contact sheets")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if chosen.corpora and not chosen.corpora.is_dir():
        parser.error(f"{chosen.corpora} is no folder")
    for part in chosen.parts or PARTS:
        for said in PARTS[part](chosen.half, chosen.pages, chosen.corpora, chosen.failures):
            print(said)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
