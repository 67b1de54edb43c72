"""Small counts: a number of people below this is never told to those who may not list them."""

SMALL_COUNT = 10
