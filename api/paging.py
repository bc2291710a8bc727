"""Pages of many things, by query: the address below the question mark never changes, as Power BI needs it."""

from collections.abc import Iterable
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from api.queries import rows_between
from api.schemas import LAST_PAGE, MOST_ON_A_PAGE, PageOf

Row = TypeVar("Row")
Thing = TypeVar("Thing")


class Paging(Schema):
    """Which page, and how many on each."""

    page: int = Field(default=1, ge=1, le=LAST_PAGE)
    limit: int = Field(default=50, ge=1, le=MOST_ON_A_PAGE)

    @property
    def start(self) -> int:
        return (self.page - 1) * self.limit

    @property
    def end(self) -> int:
        return self.start + self.limit


PageQuery = Query[Paging]


def page_of(request: HttpRequest, paging: Paging, rows: Iterable[Row]) -> "PageRows[Row]":
    """Cut one page out of rows that are in a fixed order (two queries at most)."""
    found, total = rows_between(rows, paging.start, paging.end)
    return PageRows(request, paging, found, total)


class PageRows(Generic[Row]):
    """The rows of one page, and what is told of all."""

    def __init__(self, request: HttpRequest, paging: Paging, rows: list[Row], total: int) -> None:
        self.rows, self._paging, self._total = rows, paging, total
        self._address = _next(request, paging) if paging.end < total else None

    def told(self, items: Iterable[Thing]) -> PageOf[Thing]:
        return PageOf(
            items=list(items),
            page=self._paging.page,
            limit=self._paging.limit,
            total=self._total,
            next=self._address,
        )


def _next(request: HttpRequest, paging: Paging) -> str | None:
    if paging.page >= LAST_PAGE:
        return None
    asked = request.GET.copy()
    asked["page"], asked["limit"] = str(paging.page + 1), str(paging.limit)
    # By what the service is called, and not by what a request says.
    return f"{settings.SITE_URL}{request.path}?{urlencode(sorted(asked.lists()), doseq=True)}"
