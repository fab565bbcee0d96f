"""Whether everything is as it was: blobs against their names, records against the database, and what mends them."""
