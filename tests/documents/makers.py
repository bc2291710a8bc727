"""A maker for tests: what it makes says how often it was asked, and its facts are what a test makes of them."""

from documents.spec import About, DocumentSpec, Draft, fingerprint

FACTS = {"words": "one", "renders": 0}


def note(about: About) -> Draft | None:
    """Make a note of the facts; "break", "gone" and "moving" stand for what can go wrong."""
    words = FACTS["words"]
    if words == "gone":
        return None

    def render() -> bytes:
        FACTS["renders"] += 1
        if words == "break":
            raise ValueError(" ".join(["what", "somebody", "wrote"]))
        if words == "moving":
            FACTS["words"] = "settled"
        return f"{about['name']}: {words}".encode()

    return Draft(fingerprint(words), render)


def spec(owner_id: int | None = None, name: str = "a") -> DocumentSpec:
    """What a web page would ask for now."""
    return DocumentSpec(
        kind="note",
        about={"name": name},
        fingerprint=fingerprint(FACTS["words"]),
        name=f"{name}.txt",
        content_type="text/plain",
        owner_id=owner_id,
    )
