"""Why there is no demo world."""

from refusals import Forbidden


class DemoRefusedInProduction(Forbidden):
    """Demo accounts and demo data do not belong in production."""

    code = "demo_refused_in_production"
