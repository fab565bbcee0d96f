"""How much one message may cost. Every limit holds while the work is done, not after."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one message; sizes in bytes, times in seconds."""

    depth: int = 8  # containers in containers, nested mails among them
    files: int = 500  # members of all containers together
    unpacked_bytes: int = 300 * MIB  # of all members together
    ratio: int = 200  # unpacked to packed, once `ratio_from_bytes` are unpacked
    ratio_from_bytes: int = 10 * MIB
    pages: int = 60  # of a PDF that are looked at
    seconds: float = 180.0  # for the whole message
    memory_bytes: int = 8 * 1024 * MIB  # address space of a parsing process
