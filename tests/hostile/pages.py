"""Documents that keep the limits and still ask for as much as they can: wide, repeated, merged, aliased, many-rooted."""

from collections.abc import Iterator


def wide(aliases: int) -> str:
    """One list beside a row, again and again under other names."""
    inside = " ".join(f"a{number}: participants {{ user {{ handle city }} }}" for number in range(aliases))
    return f"{{ inbox(limit: 1) {{ items {{ {inside} }} }} }}"


def dear(aliases: int, field: str = "folder") -> str:
    """The longest expression there is, again and again."""
    inside = " ".join(f"a{number}: {field}" for number in range(aliases))
    return f"{{ inbox(limit: 1) {{ items {{ {inside} }} }} }}"


def repeated(times: int) -> str:
    return f"{{ inbox(limit: 1) {{ items {{ {'id ' * times}}} }} }}"


def merged(times: int) -> str:
    """The same field, each time with one thing more below."""
    inside = " ".join(
        f"lastMessage {{ id author {{ handle a{number}: city }} attachments {{ url }} }}"
        for number in range(times)
    )
    return f"{{ inbox(limit: 1) {{ items {{ {inside} }} }} }}"


def rooted(roots: int) -> str:
    page = (
        "totalUnread cursor items { id subject folder lastMessage { id bodyText author { handle } }"
        " participants { user { handle avatarUrl } } }"
    )
    return f"{{ {' '.join(f'a{number}: inbox(limit: 1) {{ {page} }}' for number in range(roots))} }}"


def nested(levels: int) -> str:
    """Each fragment spreads the one before it twice."""
    doubled = (f"fragment F{one} on Message {{ ...F{one - 1} ...F{one - 1} }}" for one in range(1, levels))
    fragments = ["fragment F0 on Message { id author { handle } }", *doubled]
    return f"{{ inbox(limit: 1) {{ items {{ lastMessage {{ ...F{levels - 1} }} }} }} }} {' '.join(fragments)}"


def growing() -> Iterator[tuple[str, str]]:
    """Documents of growing size, with their names."""
    for number in (1, 10, 50, 100):
        yield f"wide {number}", wide(number)
        yield f"dear {number}", dear(number)
    for number in (10, 100):
        yield f"repeated {number}", repeated(number)
    for number in (10, 30):
        yield f"merged {number}", merged(number)
    yield "nested 6", nested(6)
    for number in (1, 5, 10, 20):
        yield f"rooted {number}", rooted(number)
