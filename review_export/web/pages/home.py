"""Where somebody lands."""

from starlette.responses import Response

from review_export.web.visit import Visit


def home(visit: Visit) -> Response:
    """The first page that this person may see; their own account where there is none."""
    return visit.see(next((path for _, path, _ in visit.navigation), "/account"))
