"""The evaluation set and what is measured on it: `python -m eval`, `make eval`.

pages.made(seed)     one page of its own kind, as a PDF, with what is right for it: seals with boxes and texts, words
cached.half(...)     the tuning or the judging half, made once and kept outside the repository
__main__             the parts that are measured; each gives tables, and the pages that failed to a contact sheet

It shares no drawing code with the tests or the demo, so that what is learnt from theirs can be seen to fail here.
"""
