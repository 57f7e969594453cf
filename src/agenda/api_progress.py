"""The JSON API with which providers tell that somebody completed what they opened there."""

from litestar import post
from litestar.params import FromPath

from content_links.learning.reporting import report_completed


@post("/progress/{reference:str}", status_code=204)
async def post_progress(reference: FromPath[str]) -> None:
    """Completed. The reference is the one that came with the learner in the address, and is all the proof there is.
    A second time changes nothing.
    """
    await report_completed(reference)


ROUTES = [post_progress]
