"""`make chaos`: the faults in full size, and a table of what came of them."""
