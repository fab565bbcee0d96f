"""What a query asks for, as a tree. Each leaf is a phrase of index words; whatever a field means has become one."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.finding.marks import ALL, Scope, scoped


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words that follow each other. `shown` are those that a text shows, () of a fact; `scope` the field they stand in.

    `begins`: the last of them is a word's beginning.
    """

    words: tuple[str, ...]
    shown: tuple[str, ...] = ()
    scope: Scope | None = None
    begins: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever it isn't."""

    part: "Node"


Node = Leaf | And | Or | Not
EVERYTHING = Leaf((ALL,))
_NAMES = (Scope.ORGANISATION, Scope.ACTIVITY, Scope.SUBJECT)


def wanted(node: Node) -> Iterator[Leaf]:
    """The leaves that a hit may show: none that stand under a NOT."""
    if isinstance(node, Leaf):
        if node.shown:
            yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from wanted(part)


def in_names(node: Node) -> Node:
    """The same asked of names alone: organisation, activity, subject."""
    if isinstance(node, Leaf):
        if not node.shown or node.scope is not None:
            return node
        return Or(tuple(Leaf(scoped(scope, node.words), node.shown, scope, node.begins) for scope in _NAMES))
    if isinstance(node, Not):
        return node
    parts = tuple(in_names(part) for part in node.parts)
    return And(parts) if isinstance(node, And) else Or(parts)
