"""The directory as a spreadsheet: one CSV file, one row for each meeting.

The columns are those of Meeting Guide where it has one, and `columns.py` says what each means.
"""
