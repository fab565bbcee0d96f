"""What a mail means and what is to be done: model, rules, verdicts, letters, pipeline, and the adapters around it."""
