"""Keeping and finding, behind intake's ports: blobs, tables, outbox, audit, fixity."""
