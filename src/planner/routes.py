"""The routes of the pages for staff. Each module of pages lists its own; identity.permissions says who may use them."""

from collections.abc import Sequence
from typing import Final

from litestar import Router
from litestar.exceptions import NotAuthorizedException
from litestar.types import ControllerRouterHandler

from identity.guarding import to_sign_in
from planner import (
    account_page,
    activity_pages,
    board_page,
    calendars_page,
    checkin_pages,
    dead_links_page,
    desk_forms,
    desk_page,
    directory_page,
    exchange_pages,
    export_page,
    harvest_page,
    history_page,
    licences_page,
    links_page,
    mail_previews,
    overview_page,
    package_pages,
    packages_upload,
    password_page,
    people_page,
    plan_forms,
    print_page,
    procurement_forms,
    procurement_list,
    procurement_pages,
    questions_page,
    rooms_pages,
    season_page,
    session_forms,
    session_panel,
    session_staff,
    sign_in_page,
    slots_page,
    staffing_pages,
    template_adoption,
    template_changes,
    template_forms,
    template_pages,
    undo_page,
)
from web.errors import ERROR_PAGE

# Who is not signed in comes to the form, and from there back to what they asked for.
PAGES: Final = Router(
    "/",
    route_handlers=[
        *export_page.ROUTES,
        *print_page.ROUTES,
        *exchange_pages.ROUTES,
        *calendars_page.ROUTES,
        *packages_upload.ROUTES,
        *harvest_page.ROUTES,
        *dead_links_page.ROUTES,
        *sign_in_page.ROUTES,
        *directory_page.ROUTES,
        *password_page.ROUTES,
        *account_page.ROUTES,
        *people_page.ROUTES,
        *history_page.ROUTES,
        *board_page.ROUTES,
        *overview_page.ROUTES,
        *session_panel.ROUTES,
        *session_staff.ROUTES,
        *staffing_pages.ROUTES,
        *rooms_pages.ROUTES,
        *slots_page.ROUTES,
        *session_forms.ROUTES,
        *plan_forms.ROUTES,
        *undo_page.ROUTES,
        *links_page.ROUTES,
        *licences_page.ROUTES,
        *package_pages.ROUTES,
        *template_pages.ROUTES,
        *template_forms.ROUTES,
        *template_adoption.ROUTES,
        *template_changes.ROUTES,
        *procurement_list.ROUTES,
        *procurement_forms.ROUTES,
        *procurement_pages.ROUTES,
        *season_page.ROUTES,
        *activity_pages.ROUTES,
        *questions_page.ROUTES,
        *mail_previews.ROUTES,
        *checkin_pages.ROUTES,
        *desk_page.ROUTES,
        *desk_forms.ROUTES,
    ],
    exception_handlers={NotAuthorizedException: to_sign_in},
    opt={ERROR_PAGE: "planner/error.html"},
)

ROUTES: Final[Sequence[ControllerRouterHandler]] = [PAGES]
