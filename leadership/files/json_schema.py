"""The JSON Schema of bank files, worked out from the Instrument's dataclasses."""

from leadership.files.schema import INSTRUMENT

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
CODES = {"type": "array", "items": {"type": "string"}}


def json_schema() -> dict[str, object]:
    """Return what an editor can check a file against; what spans several places only an import finds.

    Beside the Instrument's own keys a file may say a few things again: see docs/banks.md.
    """
    schema = INSTRUMENT.json_schema(by_alias=True)
    classes = schema["$defs"]
    classes["Scale"]["properties"] |= {"min": {"type": "integer"}, "max": {"type": "integer"}}
    classes["Theme"]["properties"]["learning"] = {
        "type": "object",
        "properties": {"primary": CODES, "secondary": CODES},
        "additionalProperties": False,
    }
    _without_titles(schema)
    return {"$schema": SCHEMA, **schema, "title": "Question bank"}


def _without_titles(node: object) -> None:
    """Drop the titles that are only the keys again."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for item in node.values():
            _without_titles(item)
    elif isinstance(node, list):
        for item in node:
            _without_titles(item)
