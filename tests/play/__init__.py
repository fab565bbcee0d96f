"""The stage play: one call over ten weeks in simulated time, played by invented organisations (`make play`).

cast:    the organisations and their roster
papers:  what they hand in: forms, reports, PDFs with seals
habits:  how each of them goes about it, as a script that reads the answers it gets
stage:   a real mailbox, the real service, an SMTP sink; day after day, and an office that decides
truth:   what ought to be on record and in the letter boxes at the end, beside what is
"""
