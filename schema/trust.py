"""Audience platforms (contract trust.graphql)."""

from typing import TypeAlias

import strawberry

from domain.profiles.model import Platform

strawberry.enum(Platform, name="SocialPlatform")
SocialPlatform: TypeAlias = Platform
