"""Bytes to facts. Other rooms import `parsers.facts` (the types) and `parsers.sandbox` (the door), nothing else."""
