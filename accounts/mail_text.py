"""The plain text of an e-mail, made from its HTML, so that the two cannot say different things. Knows no Django."""

from html.parser import HTMLParser

BLOCKS = {"p", "h1", "h2", "li", "td", "div"}
SILENT = {"head", "title", "style"}
SIGNATURE = "-- "  # what mail programs know as the line above a sender's details


def text_of(html: str) -> str:
    """Return an e-mail's words: a paragraph a block, entries of lists with a star, each link's address.

    A link alone in its block, as a button is, has its address on a line of its own, which every mail
    program makes something to press.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[str] = []
        self._words = ""
        self._link: tuple[str, int] | None = None
        self._silent = 0

    def text(self) -> str:
        self._end_block()
        text = ""
        for block in self._blocks:
            # Entries of one list stand together.
            is_entry = block.startswith("* ") and text.rpartition("\n")[2].startswith("* ")
            text += ("\n" if is_entry else "\n\n" if text else "") + block
        return f"{text}\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in BLOCKS:
            self._end_block()
            self._words = "* " if tag == "li" else ""
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._words))
        elif tag == "hr":
            self._end_block()
            self._blocks.append(SIGNATURE)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent -= 1
        elif tag in BLOCKS:
            self._end_block()
        elif tag == "a" and self._link is not None:
            self._end_link(*self._link)
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            words = " ".join(data.split())
            starts, ends = data[:1].isspace(), data[-1:].isspace()
            gap = " " if starts and self._words and not self._words.endswith(" ") else ""
            self._words += f"{gap}{words}{' ' if ends and words else ''}"

    def _end_link(self, address: str, start: int) -> None:
        words = self._words[start:].strip()
        if address.removeprefix("mailto:") == words:
            return  # it says where it leads
        self._words = self._words[:start]
        is_alone = not self._words.strip()
        self._words += f"{words}:\n\n{address}" if is_alone else f"{words} ({address})"

    def _end_block(self) -> None:
        if self._words.strip():
            self._blocks.append(self._words.strip())
        self._words = ""
