"""How much one message may cost. Every limit holds while the work is done, not after."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one message and for the process that reads it; sizes in bytes, times in seconds.

    `trust_roots` go with them to whoever reads.
    """

    mail_bytes: int = 100 * MIB  # of the whole message as it came
    parts: int = 500  # MIME parts, the multiparts among them
    attachments: int = 200  # of the message itself
    document_bytes: int = 100 * MIB  # of one document, unpacked
    depth: int = 8  # containers in containers, nested mails among them
    files: int = 500  # members of all containers together
    unpacked_bytes: int = 300 * MIB  # of all members together
    ratio: int = 200  # unpacked to packed, once `ratio_from_bytes` are unpacked
    ratio_from_bytes: int = 10 * MIB
    unpacking_seconds: float = 60.0  # of all containers together
    pages: int = 60  # of a PDF that are looked at
    seconds: float = 180.0  # for the whole message: what isn't begun by then isn't read
    document_seconds: float = 120.0  # for one document
    cpu_seconds: int = 180  # of one task, all its threads together
    memory_bytes: int = 8 * 1024 * MIB  # address space of a parsing process
    resident_bytes: int = 2 * 1024 * MIB  # memory that it really holds
    open_files: int = 256
    scratch_bytes: int = 1024 * MIB  # of all files that it writes together, and of one of them
    trust_roots: tuple[bytes, ...] = ()  # certificates (DER or PEM) whose digital signatures are believed
