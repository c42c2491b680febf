"""Make a PDF from a page that stands by itself. The one place that knows WeasyPrint, which needs pango on the machine."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NoReturn

try:
    from weasyprint import CSS, HTML
except (ImportError, OSError):  # the library is there, and the machine has no pango
    CSS = HTML = None


def pdf_works() -> bool:
    """Whether this machine can make PDF files; without, the site offers a page to print."""
    return HTML is not None


def _nothing_from_elsewhere(*_asked: Any, **_options: Any) -> NoReturn:
    message = "a page for print brings all that it needs"
    raise ValueError(message)


@lru_cache(maxsize=16)
def pdf_from(html: str, css: str) -> bytes:
    """The page as PDF/UA, tagged for screen readers. Nothing is fetched. The same page is made once.

    Raises:
        RuntimeError: this machine cannot make PDF files.
    """
    if HTML is None:
        message = "pango is missing"
        raise RuntimeError(message)
    page = HTML(string=html, url_fetcher=_nothing_from_elsewhere)
    made: bytes = page.write_pdf(
        stylesheets=[CSS(string=css, url_fetcher=_nothing_from_elsewhere)], pdf_variant="pdf/ua-1"
    )
    return made
