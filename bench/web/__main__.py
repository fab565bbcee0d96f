"""`python -m bench.web [NUMBER]`: the web application under load, see `bench.web.measuring`."""

import argparse
from pathlib import Path

from bench.web.measuring import Load, web_tables
from config.workers import usual_number


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=100_000, help="of submissions")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=60, help="of load; 0 for none")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--servers", type=int, default=usual_number(), help="processes that serve under load")
    parser.add_argument("--paints", type=int, default=10, help="looks of a browser at each page; 0 for no browser")
    parser.add_argument("--kept", type=Path, help="a folder that keeps the archive for another run")
    arguments = parser.parse_args()
    load = Load(arguments.users, arguments.seconds, arguments.rounds, arguments.servers, arguments.paints)
    for table in web_tables(arguments.number, load, arguments.kept):
        print(table, flush=True)


if __name__ == "__main__":
    main()
