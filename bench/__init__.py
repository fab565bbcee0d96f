"""Figures, side by side: `python -m bench [CORPORA]`. One file a table; nothing here is imported by the program."""
