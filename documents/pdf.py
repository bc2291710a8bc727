"""PDFs: a document's template, laid out and tagged for accessibility by WeasyPrint."""

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, to_locale

from documents.collector import without_collector

PAGE_STYLE = "css/print.css"
DRAWING_STYLE = "css/print-drawings.css"
# Of languages that pyphen, by which WeasyPrint breaks words, has none of itself.
HYPHENATION = Path(__file__).parent / "hyphenation"
# How much of the accent the tints of the three bands hold: of badges, bars and charts alike.
BAND_TINTS = {"band-tint-1": 0, "band-tint-2": 0.14, "band-tint-3": 0.34}
EMPTY_WITHOUT_LOSS = {"/Span", "/Div", "/NonStruct"}
Tags = Mapping[object, dict[str, Any]]
PICTURE = "data:image/png;base64,"
VARIANT = "pdf/ua-1"
BROKEN = (
    b"> <02d7>",
    b"> <00ad>",
)  # the stroke of print.css, and a hyphen that is none of the word
# A space at the end of a block shows nowhere; where a line is just full, WeasyPrint puts its first word on a line alone.
SPACE_AT_END = re.compile(r"\s+(?=</(?:blockquote|caption|dd|div|dt|figcaption|li|p|td|th)>)")
PRINTED = 4  # the annotation flag that says: on paper too


def document_html(template: str, context: Mapping[str, Any]) -> str:
    """Return the document that a PDF is laid out from."""
    return render_to_string(
        template,
        {
            **context,
            "language": _tag(),
            "is_rtl": get_language_bidi(),
            "product_name": settings.PRODUCT_NAME,
            "support_email": settings.SUPPORT_EMAIL,
            "drawing_css": _drawing_css(),
        },
    )


def _tag() -> str:
    """Return the language that is read now as documents name it, and as hyphenation looks for it: en-GB."""
    return to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def pdf_of(template: str, context: Mapping[str, Any], *, pages: int | None = None) -> bytes:
    """Return the document of a template as a tagged PDF, or so many of its first pages."""
    return render(document_html(template, context), pages=pages)


def pdf_within(pages: int, template: str, contexts: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the document in the first of these contexts in which it takes no more pages, or in the last."""
    content = b""
    for context in contexts:
        content, taken = laid_out(document_html(template, context))
        if taken <= pages:
            break
    return content


def render(html: str, *, pages: int | None = None) -> bytes:
    """Lay out a document and return it, or its first pages, as PDF/UA-1."""
    return laid_out(html, pages=pages)[0]


def laid_out(html: str, *, pages: int | None = None) -> tuple[bytes, int]:
    """Lay out a document and return it, or its first pages, with how many pages it has in all."""
    # Slow to import, and needs system libraries that the rest of the service does without.
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    _teach_hyphenation()
    fonts = FontConfiguration()
    # A layout makes so many objects that the collector takes a quarter of the time.
    with without_collector():
        sheet = CSS(string=style(PAGE_STYLE), url_fetcher=fetch_static, font_config=fonts)
        document = HTML(string=SPACE_AT_END.sub("", html), url_fetcher=fetch_static).render(
            font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT
        )
        shown = document.copy(document.pages[:pages])
        content: bytes = shown.write_pdf(pdf_variant=VARIANT, finisher=_finish)
    return content, len(document.pages)


def _teach_hyphenation() -> None:
    """Say where words may be broken in languages of ours that the library does not know."""
    import pyphen  # noqa: PLC0415 - as above

    for path in HYPHENATION.glob("hyph_*.dic"):
        language = path.stem.removeprefix("hyph_")
        pyphen.LANGUAGES[language] = path
        pyphen.LANGUAGES_LOWERCASE[language.lower()] = language


def fetch_static(url: str) -> Any:
    """Serve our own static files, such as the fonts, and pictures that stand in the document; nothing else."""
    from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415 - as above

    if url.startswith(PICTURE):
        return URLFetcherResponse(url, b64decode(url.removeprefix(PICTURE)))
    parts = urlsplit(url)
    path = finders.find(parts.path.lstrip("/")) if parts.scheme == "static" else None
    if not path:
        raise ValueError("A PDF is made of our own static files only.")
    return URLFetcherResponse(url, Path(path).read_bytes())


def style(name: str) -> str:
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    css = Path(path).read_text(encoding="utf-8")
    for band, share in BAND_TINTS.items():
        css = css.replace(f" {band}", f" {_mixed(settings.ACCENT_COLOUR, share)}")
    return css.replace(" accent", f" {settings.ACCENT_COLOUR}")


def _mixed(colour: str, share: float) -> str:
    """Return so much of a colour on white; drawings in a PDF cannot mix colours themselves."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - one) * share):02x}" for one in parts)


def _drawing_css() -> SafeString:
    """Return the drawings' style element: inline SVG sees no other in a PDF."""
    return mark_safe(f"<style>{style(DRAWING_STYLE)}</style>")  # noqa: S308 - our own file


def _finish(document: object, pdf: Any) -> None:
    """Put right what WeasyPrint leaves open in the tags, before the file is written."""
    objects = vars(pdf)["objects"]
    _tell_broken_words(objects)
    items = [item for item in objects if isinstance(item, dict)]
    tags = {item.reference: item for item in items if "S" in item}  # type: ignore[attr-defined]
    _name_header_scopes(tags)
    _pair_terms(tags)
    _fill_list_bodies(tags)
    _drop_empty_tags(tags)
    for item in items:
        if item.get("Subtype") == "/Link":
            item["F"] = PRINTED


def _tell_broken_words(objects: Iterable[object]) -> None:
    """Say that the stroke at a broken word is no hyphen of it, so that it is read out and found as one word.

    print.css takes another stroke than that of real hyphens, which share one drawing in the typeface.
    """
    for item in objects:
        lines = getattr(item, "stream", [])
        if b"begincmap" in lines:
            lines[:] = [
                line.replace(*BROKEN) if line.endswith(BROKEN[0]) else line for line in lines
            ]


def _name_header_scopes(tags: Tags) -> None:
    """Say of each table header which way it heads."""
    for item in _all(tags, "/TH"):
        group = tags[tags[item["P"]]["P"]]
        attributes = item.setdefault("A", type(item)({"O": "/Table"}))
        attributes["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _pair_terms(tags: Tags) -> None:
    """Make one entry of each term of a list with what is said of it, of which WeasyPrint makes two in a Div."""
    for pair in [tags[kid] for item in _all(tags, "/L") for kid in item["K"]]:
        if pair["S"] != "/Div":
            continue
        pair["S"] = "/LI"
        bodies = [body for entry in pair["K"] for body in tags[entry]["K"]]
        for body in bodies:
            tags[body]["P"] = pair.reference  # type: ignore[attr-defined]
        if len(bodies) > 1:
            tags[bodies[0]]["S"] = "/Lbl"
        pair["K"][:] = bodies


def _fill_list_bodies(tags: Tags) -> None:
    """Put all that an entry of a list says into its body: besides it there may be a label only."""
    for entry in _all(tags, "/LI"):
        body = next((kid for kid in entry["K"] if tags[kid]["S"] == "/LBody"), None)
        loose = [kid for kid in entry["K"] if tags[kid]["S"] not in {"/Lbl", "/LBody"}]
        for kid in loose if body else []:
            entry["K"].remove(kid)
            tags[body]["K"].append(kid)
            tags[kid]["P"] = body


def _all(tags: Tags, kind: str) -> list[dict[str, Any]]:
    return [item for item in tags.values() if item["S"] == kind]


def _drop_empty_tags(tags: Tags) -> None:
    """Take out what holds nothing to read, such as the dots of a scale; inner ones come last."""
    for reference, item in reversed(list(tags.items())):
        if item["S"] in EMPTY_WITHOUT_LOSS and not item["K"]:
            siblings = tags[item["P"]]["K"]
            if reference in siblings:
                siblings.remove(reference)
