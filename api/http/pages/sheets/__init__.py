"""The pages on which a spreadsheet is brought in, looked at, and written or dropped."""
