"""Forms, learnt from their blank; and what a document without a form says of itself."""

from parsers.form.learn import learn
from parsers.form.paged import read_paged
from parsers.form.prose import read_prose
from parsers.form.reading import read_forms

__all__ = ["learn", "read_forms", "read_paged", "read_prose"]
