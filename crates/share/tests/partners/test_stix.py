"""Every bundle is STIX 2.1 as the official tools see it, and holds what the partner may have."""

import json

import pytest
import stix2
from stix2validator import ValidationOptions, validate_instance

from conftest import MARKINGS

OURS = "extension-definition--5b6f1c1e-9a57-4f0e-8a39-3f0c7e1d2b64"


def bundle(held, reader, name="bundle.json"):
    out = held.folder / name
    held.run("--reader", reader, "export-stix", "--out", str(out))
    return json.loads(out.read_text())


@pytest.mark.parametrize("reader", ["partner:b", "partner:c", "partner:d"])
def test_official_tools_take_every_bundle(samples, reader):
    made = bundle(samples, reader)
    parsed = stix2.parse(made, allow_custom=False)
    assert len(parsed.objects) == len(made["objects"]) > 50
    result = validate_instance(made, ValidationOptions(version="2.1"))
    assert result.is_valid, [str(error) for error in result.errors][:5]
    # The validator does look at each object.
    del next(one for one in made["objects"] if one["type"] == "incident")["name"]
    assert not validate_instance(made, ValidationOptions(version="2.1")).is_valid


def test_what_was_taken_back_is_valid_too(samples):
    first = bundle(samples, "partner:b")
    entry = next(one["extensions"][OURS]["entry"] for one in first["objects"] if one["type"] == "report")
    samples.run("withdraw", entry["hash"], "--yes")
    made = bundle(samples, "partner:b", "again.json")
    revoked = [one for one in made["objects"] if one.get("revoked")]
    assert any(one["type"] == "report" for one in revoked)
    assert entry["text"] not in {one.get("extensions", {}).get(OURS, {}).get("entry", {}).get("text") for one in made["objects"]}
    assert validate_instance(made, ValidationOptions(version="2.1")).is_valid
    stix2.parse(made, allow_custom=False)


def test_the_marking_of_each_entry_lets_the_partner_have_it(samples):
    for reader, not_for in [("b", ["RED", "AMBER REL(c)"]), ("d", [m for m in MARKINGS if m not in ("CLEAR", "GREEN")])]:
        made = bundle(samples, f"partner:{reader}", f"{reader}.json")
        entries = [one["extensions"][OURS]["entry"] for one in made["objects"] if one["type"] == "report"]
        assert entries and not {entry["marking"] for entry in entries} & set(not_for)
        for entry in entries:
            assert ("text" in entry) == ("NOWORDS" not in entry["marking"])


def test_a_second_chancery_holds_the_same(samples, house):
    bundle(samples, "partner:b")
    other = house("b")
    other.run("import-stix", str(samples.folder / "bundle.json"), "--from", "a")
    acts = lambda held, *more: [json.loads(line) for line in held.run(*more, "events", "--format", "jsonl").splitlines() if line.startswith("{")]
    told = lambda held, *more: sorted((act["type"], [p["code"] for p in act["actors"]], len(act["reports"])) for act in acts(held, *more))
    assert told(other) == told(samples, "--reader", "partner:b") != []
    other.run("verify")
