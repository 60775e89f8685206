"""Signs in a text that contact or payment is being moved off the platform, disguises included.

Each sign has a weight. The patterns see the text three ways: as written, without zero-width characters and
with spelled-out "at" and "dot"; never with spaces removed, which would join ordinary words into bad ones.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class SignKind(StrEnum):
    CONTACT = "contact"
    PAYMENT = "payment"
    LINK = "link"


@dataclass(frozen=True)
class Sign:
    kind: SignKind
    weight: int


# A character class for each letter that people swap for look-alikes; a star stands for anything.
_LOOKALIKES = {"a": "a@4*", "e": "e3*", "i": "i1!l*", "l": "l1i|*", "o": "o0*", "s": "s$5*", "t": "t7+*"}
_GAP = r"[\s._\-'*]{0,2}"


def _letter(letter: str) -> str:
    return f"[{re.escape(_LOOKALIKES.get(letter, letter))}]"


def _disguised(word: str) -> str:
    """What follows the first letter of a word, look-alike letters and thin gaps allowed."""
    return f"(?<={_letter(word[0])}){''.join(_GAP + _letter(letter) for letter in word[1:])}"


def _any_of(*words: str) -> re.Pattern[str]:
    """Any of the words in disguise, standing alone."""
    # What a pattern begins with is searched for fastest.
    firsts = "".join(sorted({_letter(word[0])[1:-1] for word in words}))
    return re.compile(
        rf"[{firsts}](?<![a-z0-9].)(?:{'|'.join(_disguised(word) for word in words)})(?![a-z0-9])"
    )


_TOP = "com|net|org|io|co|me|app|us|uk|info|biz|link|shop|site|xyz|gg|ly|tv|studio|photo|email"
_HOST = re.compile(rf"(?<![\w@.-])(?:https?://|www\.)?((?:[a-z0-9-]+\.)+(?:{_TOP}))(?![\w-])(?:[/?#]\S*)?")
_DOTTED = re.compile(rf"\.(?:{_TOP})(?![\w-])")
_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}\s*@\s*[\w-]+(?:\s*\.\s*[\w-]+)*\s*\.\s*(?:{_TOP}|edu|gov)\b"
)
_MAIL_SHORT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s*(?:@|\bat\b)\s*(?:gmail|hotmail|icloud|protonmail)\b"
    r"|\bemail (?:me|it|you) (?:at|on)\b"
)
_PHONE = re.compile(
    r"(?<![\d.,:/$-])(?:\+?1[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?![\d:/]|\s?(?:px|usd|dollars|mm))"
    r"|(?<![\w])\+\d(?:[\s.-]?\d){8,13}(?!\d)"
)
_PHONE_SHORT = re.compile(r"\b(?:call|text|ring|phone|cell|mobile)\b[^\d\n]{0,18}\d{3}[\s.-]?\d{4}(?!\d)")
_DIGIT_WORDS = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_PHONE_SPELLED = re.compile(rf"\b(?:(?:{_DIGIT_WORDS}|\d)[\s,.-]+){{6,}}(?:{_DIGIT_WORDS}|\d)\b")
# Dates with times, times, our own ids and prices are full of digits and mean no harm.
_NOT_A_PHONE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b(?:[ t]\d{1,2}:\d{2}(?::\d{2})?z?)?"
    r"|\b\d{1,2}:\d{2}\b"
    r"|\b[a-z]{3}_[0-9a-z]{26}\b"
    r"|\$\s?[\d,.]+"
)

_MESSENGERS = _any_of("whatsapp", "telegram", "snapchat", "wechat", "viber")
_SOCIAL_HANDLE = re.compile(
    r"\b(?:ig|insta|instagram|snap|tiktok|twitter|telegram|fb)\b\W{0,3}(?:is\s+|handle\s+)?@\w{3,}"
)
_WALLETS = _any_of("venmo", "cashapp", "zelle", "paypal", "westernunion")
_CASHTAG = re.compile(r"(?<![\w$])\$[a-z][a-z0-9_]{2,19}\b")
_TRANSFER = re.compile(
    r"\b(?:bank|wire) transfer\b|\bwire (?:me|you|it|the (?:money|rest|deposit|balance))\b"
    r"|\bpay(?:ing|ment)? (?:\w+ ){0,2}in cash\b|\bcash in hand\b"
)
_INVOICE = re.compile(r"\b(?:invoice me|send (?:me|you) an invoice)\b")
_AWAY = r"(?:off|outside(?: of)?)[\s-](?:the |this )?(?:platform|app|site|website|rastup)"
_BYPASS = re.compile(
    rf"\b(?:pay|paid|book|deals?|payments?|settle|do it|do this|work)\b[^.!?\n]{{0,30}}\b{_AWAY}\b"
    r"|\bpay(?:ing)? (?:me |you |us )?direct(?:ly)?\b(?! (?:through|via|on|in) (?:the|this|here|rastup))"
    r"|\b(?:skip|avoid|dodge|save(?: on)?) (?:the |their |these )?(?:platform|service|booking|rastup) fees?\b"
)
_REFUSES = re.compile(r"(?<!why )\b(?:don'?t|do not|never|not|cannot|can'?t|won'?t|no)\b(?:\W+\w+){0,4}\W*$")

_MONEY_HOSTS = (
    "paypal.me",
    "paypal.com",
    "venmo.com",
    "cash.app",
    "zellepay.com",
    "wise.com",
    "buymeacoffee.com",
)
_CHAT_HOSTS = (
    "wa.me",
    "whatsapp.com",
    "t.me",
    "telegram.me",
    "discord.gg",
    "discord.com",
    "snapchat.com",
    "m.me",
)
# Where mood, locations and finals legitimately live (spec 1.4.A: finals stay outside).
_WORK_HOSTS = (
    "rastup.com",
    "pinterest.com",
    "drive.google.com",
    "docs.google.com",
    "dropbox.com",
    "wetransfer.com",
    "we.tl",
    "youtube.com",
    "vimeo.com",
    "behance.net",
    "unsplash.com",
    "maps.google.com",
    "maps.app.goo.gl",
)
_SPELLED_DOT = re.compile(r"\s*[(\[{]\s*dot\s*[)\]}]\s*|(?<=\w)\s+dot\s+(?=\w)")
_SPELLED_AT = re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*")
_OPENED = re.compile(r"[(\[{]")
_DIGIT = re.compile(r"\d")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])


def signs_in(text: str) -> list[Sign]:
    """Every sign found."""
    plain = _plain(text)
    found = [
        (SignKind.CONTACT, 2, _mail(plain)),
        (SignKind.CONTACT, 2, _phone(plain) or _PHONE_SPELLED.search(plain)),
        (SignKind.CONTACT, 2, _MESSENGERS.search(plain) or _with("@", _SOCIAL_HANDLE, plain)),
        (SignKind.PAYMENT, 3, _WALLETS.search(plain) or _with("$", _CASHTAG, plain)),
        (SignKind.PAYMENT, 2, _transfer(plain)),
        (SignKind.PAYMENT, 1, _with("invoice", _INVOICE, plain)),
    ]
    signs = [Sign(kind, weight) for kind, weight, match in found if match]
    return [*signs, *_bypass(plain), *_links(plain)]


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).casefold().replace("\u2019", "'")
    # Most texts have nothing spelled out, and to see that is cheaper than to look for where.
    plain = _SPELLED_DOT.sub(".", plain) if "dot" in plain else plain
    return _SPELLED_AT.sub("@", plain) if _OPENED.search(plain) else plain


def _with(needed: str, pattern: re.Pattern[str], plain: str) -> re.Match[str] | None:
    """The pattern in a text, which needs these characters in it: looking for them costs little."""
    return pattern.search(plain) if needed in plain else None


def _mail(plain: str) -> re.Match[str] | None:
    found = _MAIL.search(plain) if "@" in plain else None
    return found or (_MAIL_SHORT.search(plain) if "mail" in plain or "icloud" in plain else None)


def _phone(plain: str) -> re.Match[str] | None:
    """A number in digits."""
    if _DIGIT.search(plain) is None:
        return None
    numbers = _NOT_A_PHONE.sub(" ; ", plain)
    return _PHONE.search(numbers) or _PHONE_SHORT.search(numbers)


def _transfer(plain: str) -> re.Match[str] | None:
    return _TRANSFER.search(plain) if "cash" in plain or "transfer" in plain or "wire " in plain else None


def _bypass(plain: str) -> list[Sign]:
    """An open wish to leave the platform; telling somebody not to is only worth a reminder."""
    is_named = "off" in plain or "outside" in plain or "direct" in plain or " fee" in plain
    match = _BYPASS.search(plain) if is_named else None
    if match is None:
        return []
    refused = _REFUSES.search(plain[: match.start()]) or re.search(r"\b(?:don'?t|never|not)\b", match[0])
    return [Sign(SignKind.PAYMENT, 1 if refused else 6)]


def _links(plain: str) -> list[Sign]:
    if _DOTTED.search(plain) is None:
        return []
    hosts = {match[1].removeprefix("www.") for match in _HOST.finditer(plain)}
    if any(_under(host, _MONEY_HOSTS) for host in hosts):
        return [Sign(SignKind.PAYMENT, 3)]
    if any(_under(host, _CHAT_HOSTS) for host in hosts):
        return [Sign(SignKind.CONTACT, 3)]
    return [Sign(SignKind.LINK, 1)] if any(not _under(host, _WORK_HOSTS) for host in hosts) else []


def _under(host: str, known: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in known)
