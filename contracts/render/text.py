"""Small pieces of text for rendered files."""

import re

_PLAIN = re.compile(r"[\w一-龥][^:#\[\]{},&*!|>'\"%@`\n]*", re.UNICODE)
_SPECIAL = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~"})


def quoted(value: object) -> str:
    """A text literal for SQL or Jinja."""
    return "'" + str(value).replace("'", "''") + "'"


def yaml_text(text: str) -> str:
    """A one-line YAML scalar, quoted only where YAML needs it."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _SPECIAL
    if plain and not re.match(r"[\d.+-]", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
