"""Copies of everything, taken while the service runs, and their way back.

the tables first     a consistent copy of one moment, always as one SQLite file: by SQLite's own backup, or read from
                     PostgreSQL in one snapshot. What it names was in the store before that moment
then the store       whatever the copy doesn't have yet; a blob never changes, a record is copied where it has
the manifest last    `backup.json` names the tables' file: a backup that was broken off leaves the one before whole
"""
