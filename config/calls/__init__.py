"""Call files: what one notice asks for, as TOML, with its blank form beside it. Also the loader."""

from config.calls.loading import load_call, shipped

__all__ = ["load_call", "shipped"]
