"""The closed word lists of e-content. The values are what the database, the API and the CSV files hold."""

from enum import StrEnum


class PackageKind(StrEnum):
    COURSE = "course"
    EBOOKS = "ebooks"
    VIDEO = "video"
    PODCAST = "podcast"
    ARTICLE = "article"
    EXERCISES = "exercises"


class Access(StrEnum):
    """What a learner must do to get in."""

    OPEN = "open"
    LIBRARY_ACCOUNT = "library_account"
    STAFF_ACCOUNT = "staff_account"
    IN_BRANCH = "in_branch"
    HOSTED = "hosted"


class Phase(StrEnum):
    """When in the path of an activity a package belongs."""

    PREPARE = "prepare"
    DURING = "during"
    FOLLOW_UP = "follow_up"


class PackageState(StrEnum):
    """The procurement states."""

    NOMINATED = "nominated"
    APPROVED = "approved"
    PROCURED = "procured"
    AVAILABLE = "available"
    ENDED = "ended"


class LicencePolicy(StrEnum):
    """What happens when somebody links a package that the organisation has no licence for on that day."""

    WARN = "warn"
    REFUSE = "refuse"


class HarvestKind(StrEnum):
    """How the catalogue of a provider is read."""

    OAI_PMH = "oai_pmh"
    JSON_LD = "json_ld"


class ProgressSource(StrEnum):
    """Who says that somebody did something."""

    LINK = "link"
    PROVIDER = "provider"
    LEARNER = "learner"
    STAFF = "staff"


class Duration(StrEnum):
    """How long a package takes: at most 15, 60 or 240 minutes and more than the one before it, or longer."""

    QUARTER = "quarter"
    HOUR = "hour"
    HALF_DAY = "half_day"
    LONGER = "longer"


class CatalogueOrder(StrEnum):
    """What comes first in the catalogue."""

    TITLE = "title"
    SHORTEST = "shortest"
    NEWEST = "newest"
