"""Call files: what one notice asks for, as TOML, with its blank form beside it. Also the loader."""

from config.calls.loading import is_docx, load_call, shipped, wordbook

__all__ = ["is_docx", "load_call", "shipped", "wordbook"]
