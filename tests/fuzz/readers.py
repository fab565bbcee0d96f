"""The readers that are fuzzed. Another part adds its own: a `Reader` with its samples, and its line in `READERS`."""

from tests.fuzz.post import CONTAINERS, MAIL, OUTLOOK, SNIFF, TNEF
from tests.fuzz.running import Reader
from tests.fuzz.volumes import SCRIPTS, VOLUMES
from tests.fuzz.word import WORD

READERS: tuple[Reader, ...] = (MAIL, CONTAINERS, VOLUMES, SNIFF, SCRIPTS, TNEF, OUTLOOK, *WORD)
