"""The records beside the blobs: plain JSON of which the whole database can be made anew.

changed     a trigger notes in the change's own transaction whose record is behind (`unrecorded`)
written     after the commit the record is written whole and the note taken away: by a command before it goes on,
            by the service in a thread of its own, many at once
killed      between the two, the note stands: `verify` tells, and whoever changes something next completes it
a letter    that is claimed is written before its claim is committed: what may have left is always on record
rebuilt     `rebuilding` reads them all into an empty database
"""
