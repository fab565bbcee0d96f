"""The tidy folder of documents for reviewers: names that every system takes, an index page, the workbook beside them."""
