"""What role pages offer, and which requests confirm without waiting (contract profiles.graphql)."""

from sqlalchemy import ColumnElement, and_, exists

from persistence.read.model import ReadModel
from persistence.read.views import Ask, Many
from persistence.read.visibility import is_own
from persistence.tables.profiles import auto_accept_rule, package_addon, service_package, service_profile

PACKAGE = ReadModel("ServicePackage", service_package, key=["package_id"])
PACKAGE.columns("package_id", "name", "slug", "price_cents", "duration_min", "includes", "recurring")
PACKAGE.part("licensing", "PackageLicensing", lambda row: row.licence_type.is_not(None))
PACKAGE.many(
    "addons",
    "PackageAddon",
    lambda row, addon: and_(addon.package_id == row.package_id, addon.retired_at.is_(None)),
    order=lambda addon: [addon.position, addon.addon_id],
)

LICENSING = ReadModel("PackageLicensing")
LICENSING.columns(type="licence_type", notes="licence_notes", tier_adders="tier_adder_cents")

ADDON = ReadModel("PackageAddon", package_addon, key=["addon_id"])
ADDON.columns("addon_id", "name", "price_cents")

RULE = ReadModel("AutoAcceptRule", auto_accept_rule, key=["rule_id"])
RULE.columns(
    "rule_id", "min_price_cents", "weekday_mask", "max_distance_mi", "allow_ib",
    service_profile_id="profile_id",
)  # fmt: skip


def _is_mine(ask: Ask) -> ColumnElement[bool]:
    page = service_profile.alias()
    return exists().where(page.c.profile_id == ask("profile"), is_own(page.c))


RULES_OF_PAGE = Many(
    "AutoAcceptRule",
    lambda row, ask: row.profile_id == ask("profile"),
    lambda row: [row.rule_id],
    _is_mine,
)
