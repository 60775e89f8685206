"""Typo tolerance: how many slips a word may have, and whether two words are that close."""

from collections.abc import Iterable


def allowed(word: str) -> int:
    """Two slips in words of more than five letters, one in three to five, none in shorter ones."""
    if len(word) > 5:
        return 2
    return 1 if len(word) >= 3 else 0


def slips(one: str, other: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour between two words."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, counterpart in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == counterpart:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]


def meant(word: str, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """The known words that `word` may be a slip of, nearest first. A known word is never corrected."""
    tolerance = allowed(word)
    near = [(slips(word, other), other) for other in set(known) if abs(len(other) - len(word)) <= tolerance]
    if any(distance == 0 for distance, _ in near):
        return ()
    return tuple(other for distance, other in sorted(near) if distance <= tolerance)[:most]
