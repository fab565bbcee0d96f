"""A BagIt bag (RFC 8493) of a call: what an archive takes over, catalogued as DA/T 22-2015 asks, one submission a 件."""
