"""A person's last word: what was decided, what it was about, and what follows from it. Pure.

model:    a decision as it is kept: never changed, at most taken back by a later one
about:    the files and the words that a finding is about, by which one can say whether a decision still applies
amending: what a decision changes before the rules look: a deadline extended, a field corrected
settling: what it makes of the findings: waived, confirmed, added, or no longer applicable, and said so
wording:  a confirmed doubt in words that its sender can act on
"""
