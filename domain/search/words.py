"""How text is read: the same folding for what is indexed and for what is asked."""

import re
import unicodedata
from typing import Final

WORDS_MOST: Final = 12
WORD_MOST: Final = 40
TERM_MOST: Final = 60
_WORD: Final = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without accents or compatibility forms: what two spellings of one word share."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order; letters and digits only, so nothing of it can be query syntax."""
    return tuple(word[:WORD_MOST] for word in _WORD.findall(folded(text)))


def term(text: str) -> str:
    """A controlled value as the index keeps it: `Natural light` and `natural_light` are one amenity."""
    return "_".join(words(text))[:TERM_MOST]
