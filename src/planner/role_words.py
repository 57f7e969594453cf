"""What the roles are called, as keys of the catalogue."""

from collections.abc import Mapping
from typing import Final

from identity.roles import Role

ROLES: Final[Mapping[Role, str]] = {
    Role.NATIONAL: "National",
    Role.ADVISER: "Adviser",
    Role.ADMIN: "Administrator",
    Role.PROGRAMMER: "Programmer",
    Role.HOST: "Host",
    Role.VIEWER: "Viewer",
}
EXPLAINED: Final[Mapping[Role, str]] = {
    Role.NATIONAL: "Publishes templates and online courses for everybody, and manages accounts.",
    Role.ADVISER: "Publishes templates for the libraries below, and looks along.",
    Role.ADMIN: "Plans, and manages the accounts of the organisation.",
    Role.PROGRAMMER: "Plans activities, rooms and people.",
    Role.HOST: "Sees who comes today and tomorrow at their own places, and ticks who is there.",
    Role.VIEWER: "Looks, and changes nothing.",
}
