from dataclasses import dataclass
from typing import NamedTuple


class PageLink(NamedTuple):
    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class Paging:
    """Which pages to offer: the first, the last, and those about the current one.

    `url_of(number)` makes a page's address. A gap in `links` is None.
    """

    page: int
    pages: int
    url_of: callable

    @property
    def links(self):
        near = {1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}
        links = []
        last = 0
        for number in sorted(near):
            if number > last + 1:
                links.append(None)
            links.append(PageLink(number, self.url_of(number), number == self.page))
            last = number
        return links

    @property
    def previous_url(self):
        return self.url_of(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self):
        return self.url_of(self.page + 1) if self.page < self.pages else None
