"""One figure, what it should be, and how it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    said: str
    target: str
    met: bool

    def line(self) -> str:
        mark = "ok  " if self.met else "MISS"
        wanted = f"   [{self.target}]" if self.target else ""
        return f"{mark} {self.name:<34} {self.said}{wanted}"
