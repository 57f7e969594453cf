"""The roles of staff."""

from enum import StrEnum


class Role(StrEnum):
    NATIONAL = "national"
    ADVISER = "adviser"
    ADMIN = "admin"
    PROGRAMMER = "programmer"
    HOST = "host"
    VIEWER = "viewer"
