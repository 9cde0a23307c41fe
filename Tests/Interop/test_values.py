"""The values of every revision that the Swift tests wrote down, each checked against its definition in the JSON Schema
of that revision, which the specification publishes.

RIALTO_TRANSCRIPTS names the folder; the values are in `values`, a line each with revision, definition and value.
"""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from jsonschema import validators

from rialto_process import PACKAGE_ROOT

SUITES = os.environ.get("RIALTO_SUITES", str(PACKAGE_ROOT / "../shared/suites"))
TRANSCRIPTS = os.environ.get("RIALTO_TRANSCRIPTS")

pytestmark = [
    pytest.mark.skipif(SUITES == "skip", reason="RIALTO_SUITES=skip"),
    pytest.mark.skipif(TRANSCRIPTS is None, reason="RIALTO_TRANSCRIPTS names no folder"),
]


def close(schema: dict | bool) -> None:
    """Refuses the members that a schema does not name: the published ones let them pass."""
    if isinstance(schema, bool):
        return
    if "properties" in schema:
        schema.setdefault("additionalProperties", False)
    for keyword in ("items", "additionalProperties"):
        close(schema.get(keyword, True))
    for keyword in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(keyword, []):
            close(part)
    for name, part in schema.get("properties", {}).items():
        # The schemas of a tool may say whatever JSON Schema can.
        if name not in ("inputSchema", "outputSchema"):
            close(part)


@cache
def validator(revision: str, definition: str):
    document = json.loads((Path(SUITES) / "mcp-schema" / f"{revision}.json").read_text())
    place = "$defs" if "$defs" in document else "definitions"
    assert definition in document[place], f"{revision} has no {definition}"
    for part in document[place].values():
        close(part)
    root = {"$schema": document["$schema"], place: document[place], "$ref": f"#/{place}/{definition}"}
    return validators.validator_for(root)(root)


def test_every_value_has_what_the_schema_of_its_revision_has_and_nothing_else():
    count = 0
    for file in sorted((Path(TRANSCRIPTS) / "values").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            entry = json.loads(line)
            errors = list(validator(entry["revision"], entry["definition"]).iter_errors(entry["value"]))
            assert not errors, f"{entry['revision']} {entry['definition']}: {errors[0].json_path}: {errors[0].message}"
            count += 1
    assert count > 80, "the Swift tests wrote next to nothing"
    print(f"values: {count}")
