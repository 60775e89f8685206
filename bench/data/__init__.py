"""A marketplace of a chosen size, made of numbers: the same numbers make the same rows."""
