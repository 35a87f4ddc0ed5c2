"""The keys of the JSON documents."""

from icpctl import schemas
from icpctl.reference.text import code, page
from icpctl.wording import t


def make() -> str:
    """The page in the language that is set."""
    out = page("json")
    for name in schemas.NAMES:
        schema = schemas.schema(name)
        body = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        required = set(body.get("required", ()))
        keys = [code(key) + ("" if key in required else " ?") for key in body.get("properties", {})]
        out += f"## {name}\n\n{t(f'reference.json.{name}')}\n\n`icpctl schema {name}`\n\n"
        out += f"{t('reference.json.keys')}{', '.join(keys)}\n\n"
    return out
