"""What everybody may read: liveness, boot settings, cities, vocabularies; and the values many areas share."""

from datetime import datetime

import strawberry

from domain.common import settings, taxonomy
from schema.reading import Held, read
from schema.scalars import AWSJSON, AWSDate, AWSDateTime


@strawberry.type
class Health:
    ok: bool
    version: str
    now: AWSDateTime


@strawberry.type
class AppConfig:
    flags: AWSJSON
    limits: AWSJSON
    safe_mode_default: bool
    currency: str
    locales: list[str]
    version: str

    @classmethod
    def of(cls, config: settings.AppConfig) -> "AppConfig":
        return cls(
            flags=dict(config.flags),
            limits=dict(config.limits),
            safe_mode_default=config.safe_mode_default,
            currency=config.currency,
            locales=list(config.locales),
            version=config.version,
        )


@strawberry.type
class City(Held):
    code: str = read()
    name: str = read()
    region: str = read()
    country: str = read()
    lat: float = read()
    lon: float = read()
    timezone: str = read()
    active: bool = read()


@strawberry.type
class TaxonomyTerm:
    key: str
    label: str
    group: str | None
    synonyms: list[str]

    @classmethod
    def of(cls, term: taxonomy.Term) -> "TaxonomyTerm":
        return cls(key=term.key, label=term.label, group=term.group, synonyms=list(term.synonyms))


@strawberry.type
class TimeWindow:
    start: AWSDateTime
    end: AWSDateTime

    @classmethod
    def of(cls, start: datetime, end: datetime) -> "TimeWindow":
        return cls(start=start, end=end)


@strawberry.input
class DateTimeRange:
    start: AWSDateTime
    end: AWSDateTime


@strawberry.input
class DateRangeInput:
    from_: AWSDate = strawberry.field(name="from")
    to: AWSDate


@strawberry.type
class Geo:
    lat: float
    lon: float


@strawberry.type
class Address:
    line1: str
    line2: str | None
    city: str
    region: str
    postal: str
    country: str


@strawberry.input
class AddressInput:
    line1: str
    city: str
    region: str
    postal: str
    country: str
    line2: str | None = None
