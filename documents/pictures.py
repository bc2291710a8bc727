"""Makes a picture that somebody uploaded anew, so that nothing of their file is kept or sent on."""

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

# Read as these two alone: an SVG can hold scripts and fetch from elsewhere, and nobody needs more.
FORMATS = ("PNG", "JPEG")
MAX_BYTES = 2 * 2**20
# A small file can unpack to a huge picture, so this is checked before any of it is unpacked.
MAX_PIXELS = 16_000_000
LARGEST = (600, 200)
# One of the two is enough to print sharp in the head of a page, 45 by 9 mm.
SMALLEST = (200, 80)
# Of 255: how much darker than the paper something of it has to be.
SEEN_FROM = 60


class PictureError(Exception):
    """Why a file will not do, in words for people."""


@dataclass(frozen=True)
class Picture:
    """A PNG of ours."""

    png: bytes
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """Return a picture as a PNG of at most `LARGEST`, without anything else that was in the file.

    Raises PictureError for what is no PNG or JPEG, is too small, or would not be seen on white paper.
    """
    # A web process that takes no upload need not load it.
    from PIL import Image, ImageFile, UnidentifiedImageError  # noqa: PLC0415

    # WeasyPrint turns this on for all of a process that has loaded it, and half a logo would pass.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    if len(content) > MAX_BYTES:
        raise PictureError(_("Choose a smaller file: at most 2 MB."))
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureError(_("Choose a smaller picture: at most 4,000 by 4,000 points."))
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise PictureError(_("Choose a picture that is a PNG or a JPEG.")) from None
    if all(size < least for size, least in zip(image.size, SMALLEST, strict=True)):
        raise PictureError(
            _(
                "Choose a larger picture, so that it prints well: at least 200 points wide or 80 high."
            )
        )
    image.thumbnail(LARGEST)
    paper = Image.new("RGBA", image.size, "white")
    darkest = Image.alpha_composite(paper, image).convert("L").getextrema()[0]
    if int(str(darkest)) > 255 - SEEN_FROM:
        raise PictureError(
            _("Nothing of this picture would be seen on white paper. Choose a darker one.")
        )
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), *image.size)
