"""What somebody changed in one version and not in the other. Each takes a paper and gives the changed one, or None."""

import re
from collections.abc import Callable
from dataclasses import replace

from eval.names import Rng, person, place
from eval.plans import Paper, sentence

Change = Callable[[Paper, Rng], Paper | None]


def _pick(rng: Rng, many: list[tuple[int, int]]) -> tuple[int, int]:
    return many[int(rng.integers(len(many)))]


def _sentences(paper: Paper) -> list[tuple[int, int]]:
    """Paragraph and index of every sentence that is no heading."""
    return [(p, s) for p, each in enumerate(paper.body) for s, text in enumerate(each) if text.endswith("。")]


def _body(paper: Paper) -> list[list[str]]:
    return [list(each) for each in paper.body]


def _at(where: str) -> Callable[[list[tuple[int, int]], Rng], tuple[int, int]]:
    return {"start": lambda found, _: found[0], "end": lambda found, _: found[-1], "middle": lambda found, rng: _pick(rng, found[1:-1] or found)}[where]  # fmt: skip


def exchanged(where: str) -> Change:
    """One sentence is another."""

    def change(paper: Paper, rng: Rng) -> Paper:
        p, s = _at(where)(_sentences(paper), rng)
        body = _body(paper)
        body[p][s] = sentence(rng)
        return paper.with_body(body)

    return change


def added(where: str) -> Change:
    """One sentence more."""

    def change(paper: Paper, rng: Rng) -> Paper:
        p, s = _at(where)(_sentences(paper), rng)
        body = _body(paper)
        body[p].insert(s if where == "start" else s + 1, sentence(rng))
        return paper.with_body(body)

    return change


def removed(where: str) -> Change:
    """One sentence less."""

    def change(paper: Paper, rng: Rng) -> Paper | None:
        found = _sentences(paper)
        if len(found) < 3:
            return None
        p, s = _at(where)(found, rng)
        body = _body(paper)
        del body[p][s]
        return paper.with_body(body)

    return change


def moved(paper: Paper, rng: Rng) -> Paper | None:
    """One sentence stands in another paragraph."""
    found = _sentences(paper)
    (p, s), (to, at) = _pick(rng, found), _pick(rng, found)
    if p == to or paper.body[p][s] == paper.body[to][at]:
        return None
    body = _body(paper)
    text = body[p].pop(s)
    body[to].insert(at, text)
    return paper.with_body(body)


def paragraph_added(paper: Paper, rng: Rng) -> Paper:
    """A whole paragraph more, somewhere."""
    body = _body(paper)
    body.insert(int(rng.integers(1, len(body) + 1)), [sentence(rng)])
    return paper.with_body(body)


def row_dropped(paper: Paper, rng: Rng) -> Paper | None:
    """A row of the form is gone."""
    if not paper.rows:
        return None
    at = int(rng.choice((1, 3)))
    return replace(paper, rows=paper.rows[:at] + paper.rows[at + 1 :])


def number(pattern: str) -> Change:
    """One digit of one number in the body is another; `pattern` says of which numbers, the number being its group 1."""

    def change(paper: Paper, rng: Rng) -> Paper | None:
        found = [(p, s, m) for p, s in _sentences(paper) for m in re.finditer(pattern, paper.body[p][s])]
        if not found:
            return None
        p, s, match = found[int(rng.integers(len(found)))]
        digits = [at for at in range(match.start(1), match.end(1)) if paper.body[p][s][at].isdigit()]
        body = _body(paper)
        body[p][s] = _other_digit(body[p][s], int(rng.choice(digits)), rng)
        return paper.with_body(body)

    return change


def _other_digit(text: str, at: int, rng: Rng) -> str:
    digit = str((int(text[at]) + int(rng.integers(1, 10))) % 10)
    if digit == "0" and (at == 0 or not text[at - 1].isdigit()):
        digit = "9" if text[at] != "9" else "8"
    return text[:at] + digit + text[at + 1 :]


def cell_number(label: str) -> Change:
    """One digit of a cell's number is another."""

    def change(paper: Paper, rng: Rng) -> Paper | None:
        for row, pairs in enumerate(paper.rows):
            for column, (name, value) in enumerate(pairs):
                digits = [at for at, each in enumerate(value) if each.isdigit()]
                if name == label and digits:
                    changed = _other_digit(value, int(rng.choice(digits)), rng)
                    cells = (*pairs[:column], (name, changed), *pairs[column + 1 :])
                    return replace(paper, rows=(*paper.rows[:row], cells, *paper.rows[row + 1 :]))
        return None

    return change


def foot_date(paper: Paper, rng: Rng) -> Paper:
    """The date below is another day."""
    foot = list(paper.foot)
    at = [i for i, each in enumerate(foot[1]) if each.isdigit()][-1]
    foot[1] = _other_digit(foot[1], at, rng)
    return replace(paper, foot=tuple(foot))


def name_in_text(paper: Paper, rng: Rng) -> Paper | None:
    """A person or place named in a sentence is another."""
    found = [(p, s, m) for p, s in _sentences(paper) for m in re.finditer(r"(?<=由)[^，。]{2,3}(?=牵头)|(?<=在)[^，。]{2}(?=举办)|(?<=赴)[^，。]{2}(?=开展)", paper.body[p][s])]  # fmt: skip
    if not found:
        return None
    p, s, match = found[int(rng.integers(len(found)))]
    other = place(rng) if len(match[0]) == 2 else person(rng)
    if set(other) & set(match[0]):
        return None
    body = _body(paper)
    body[p][s] = body[p][s][: match.start()] + other + body[p][s][match.end() :]
    return paper.with_body(body)


def person_in_cell(paper: Paper, rng: Rng) -> Paper | None:
    """The contact is somebody else."""
    for row, pairs in enumerate(paper.rows):
        if pairs[0][0] == "姓名":
            other = person(rng)
            if set(other) & set(pairs[0][1]):
                return None
            return replace(paper, rows=(*paper.rows[:row], (("姓名", other), *pairs[1:]), *paper.rows[row + 1 :]))
    return None


def negated(paper: Paper, rng: Rng) -> Paper | None:
    """One character turns the meaning."""
    found = [(p, s) for p, s in _sentences(paper) if "不" in paper.body[p][s]]
    if not found:
        return None
    p, s = _pick(rng, found)
    body = _body(paper)
    body[p][s] = body[p][s].replace("不", "", 1)
    return paper.with_body(body)


SENTENCES: dict[str, Change] = {
    **{f"sentence {kind} at {where}": make(where) for kind, make in (("exchanged", exchanged), ("added", added), ("removed", removed)) for where in ("start", "middle", "end")},
    "paragraph added": paragraph_added,
}  # fmt: skip
NUMBERS: dict[str, Change] = {
    "amount": number(r"经费(\d+\.\d)万元"),
    "date in text": number(r"(\d+月\d+日)"),
    "count": number(r"(?<![\d.])(\d+)(?=[名位场份幅台套个户])"),
    "phone in text": number(r"热线([\d-]+)"),
    "mobile": cell_number("手机"),
    "office phone": cell_number("办公电话"),
    "date below": foot_date,
}
OTHERS: dict[str, Change] = {
    "sentence moved": moved,
    "row dropped": row_dropped,
    "name in text": name_in_text,
    "contact's name": person_in_cell,
    "不 left out": negated,
}
