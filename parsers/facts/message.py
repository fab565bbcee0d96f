"""A message, the files in it, and all that is known of both."""

from dataclasses import dataclass
from datetime import datetime

from parsers.facts.kinds import Kind, Trouble, TroubleKind
from parsers.facts.paged import PagedDocument
from parsers.facts.word import WordDocument


@dataclass(frozen=True, slots=True)
class Document:
    """One attached file, or one member of a container.

    `id` is its place ("2" the second attachment, "2.1" the first member of that); `container` the path of names
    ("a.zip/b.zip"), None for the mail's own attachments; `signature_picture` an inline picture of the sender's
    signature, which is no material; `offset` where its part begins in the raw mail, in bytes, None for members.
    """

    id: str
    name: str
    container: str | None
    sha256: str
    size: int
    kind: Kind
    content: WordDocument | PagedDocument | None = None
    text: str = ""  # of kinds without content of their own: plain text, spreadsheets
    troubles: tuple[Trouble, ...] = ()
    expected_kinds: tuple[Kind, ...] = ()  # what the name's ending promises; () where it promises nothing
    signature_picture: bool = False
    offset: int | None = None
    encoded_size: int | None = None  # bytes that the part takes in the raw mail, from `offset`
    portfolio: bool = False  # a PDF whose pages are only a cover for the files in it, which follow as its members

    @property
    def apparent_kind(self) -> Kind:
        """What it is, or, where its bytes are no known type, what its name promises."""
        return self.expected_kinds[0] if self.kind is Kind.OTHER and self.expected_kinds else self.kind

    def has(self, kind: TroubleKind) -> bool:
        """Whether this kind of trouble was met."""
        return any(trouble.kind is kind for trouble in self.troubles)


@dataclass(frozen=True, slots=True)
class CloudLink:
    """A net disk's or mail provider's link in the body, never fetched. `expires` as written, "" where not said."""

    provider: str
    url: str
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 §3.4: display name and addr-spec, either "" where absent."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A message's header and body. Names follow RFC 5322; texts are decoded, header values unfolded.

    `headers` are all of them in order, names in lower case; `received` the topmost Received's date, `date` the
    sender's Date, both aware or None; `text` the body a reader sees (HTML converted), `quoted` the part of it that
    quotes earlier mails.
    """

    message_id: str
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    received: datetime | None
    headers: tuple[tuple[str, str], ...]
    content_type: str
    text: str
    quoted: str = ""
    links: tuple[CloudLink, ...] = ()
    part_types: tuple[str, ...] = ()  # content types of all leaf parts, in order: tells delivery reports
    problems: tuple[str, ...] = ()  # what was broken in the message's structure, Chinese phrases
    report: str = ""  # a delivery report's own lines, and the Message-IDs of enclosed mails

    def header(self, name: str) -> str:
        """The first header of that name, "" where there is none."""
        return next((value for key, value in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Examination:
    """All that is known of one message: the mail and every document in it, containers and their members in order."""

    sha256: str
    size: int
    mail: Mail
    documents: tuple[Document, ...]

    def document(self, identity: str) -> Document:
        """The document of that id; raises KeyError where there is none."""
        for document in self.documents:
            if document.id == identity:
                return document
        raise KeyError(identity)
