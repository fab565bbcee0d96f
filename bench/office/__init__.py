"""A generator of office habits: forms as organisations fill, re-type and mangle them, beside what they mean.

Written from what people do (the project's issue on reading lists it), not from what the reader can do: nothing in here
knows `parsers`. All names are made up.
"""
