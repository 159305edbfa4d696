"""The extension keys: every `yq:` key is known at its place and has the shape that data-schema/README.md gives it."""

import datetime
import re

SENSITIVITIES = {"public_stat", "internal", "personal", "sensitive"}
INDEXES = {"bitmap", "range", "dict", "hash", "ngram+pinyin", "none", "derived"}
ROLES = {"key", "person_name", "birth_date", "age", "household_id", "relation"}
TYPES = {"string", "integer", "number", "boolean", "date"}
CONSTRAINTS = {"required", "unique", "pattern", "minimum", "maximum", "enum"}


def is_text(value):
    return isinstance(value, str)


def is_title(value):
    return isinstance(value, str) and value.strip() == value != ""


def is_date(value):
    # The pattern as well: fromisoformat also takes the short form without hyphens.
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_true(value):
    return value is True


def is_literal(value):
    return isinstance(value, (str, bool, int, float))


def is_filter(value):
    """Whether a value is a filter in JSON form, as data-schema/query.md describes it."""
    if not isinstance(value, dict):
        return False
    if "field" in value:
        leaf = LEAVES.get(value.get("op"))
        return (
            is_title(value["field"])
            and leaf is not None
            and set(value) == {"field", "op", *leaf}
            and all(check(value[key]) for key, check in leaf.items())
        )
    if len(value) != 1:
        return False
    ((key, member),) = value.items()
    if key == "not":
        return is_filter(member)
    return key in {"and", "or"} and list_of(is_filter)(member)


def one_of(*words):
    return lambda value: isinstance(value, str) and value in words


def list_of(check):
    return lambda value: isinstance(value, list) and bool(value) and all(check(entry) for entry in value)


def is_group(value):
    return isinstance(value, dict) and set(value) == {"id", "title", "titleEn"} and all(map(is_title, value.values()))


def is_roles(value):
    return isinstance(value, dict) and set(value) <= ROLES and all(map(is_title, value.values()))


def is_band(value):
    return isinstance(value, dict) and set(value) == {"from", "code"} and is_title(value["code"]) and type(value["from"]) in {int, float}


def is_derived(value):
    if not isinstance(value, dict):
        return False
    shapes = {
        "full_years": {"of": is_title},
        "group_size": {"by": is_title},
        "band": {"of": is_title, "bands": list_of(is_band)},
        "where": {"filter": is_filter},
    }
    shape = shapes.get(value.get("kind"))
    return (
        shape is not None
        and set(value) == {"kind", *shape}
        and all(check(value[key]) for key, check in shape.items())
    )


# The leaves of a filter: operator, and what it is compared with.
LEAVES = {
    **dict.fromkeys(["eq", "ne", "lt", "le", "gt", "ge", "under", "contains", "starts_with", "ends_with"], {"value": is_literal}),
    "in": {"values": list_of(is_literal)},
    "between": {"low": is_literal, "high": is_literal},
    "is_missing": {},
    "not_missing": {},
}
PACKAGE = {
    "yq:titleEn": is_title,
    "yq:register": is_title,
    "yq:asOf": is_date,
    "yq:kind": one_of("synthetic", "real"),
}
RESOURCE = {
    "yq:codeList": is_true,
    "yq:unknownCodes": list_of(is_title),
    "yq:standard": is_title,
    "yq:status": one_of("verified", "partly", "local"),
}
SCHEMA = {
    "yq:population": is_filter,
    "yq:roles": is_roles,
    "yq:groups": list_of(is_group),
    "yq:defaultColumns": list_of(is_title),
    "yq:defaultFacets": list_of(is_title),
    "yq:exampleQuestions": list_of(is_title),
    "yq:virtualFields": list_of(lambda value: isinstance(value, dict)),
}
FIELD = {
    "yq:titleEn": is_title,
    "yq:group": is_title,
    "yq:sensitivity": one_of(*SENSITIVITIES),
    "yq:department": is_title,
    "yq:purpose": is_text,
    "yq:legalBasis": is_text,
    "yq:standard": is_title,
    "yq:codeList": is_title,
    "yq:unit": is_title,
    "yq:unitEn": is_title,
    "yq:index": one_of(*INDEXES),
    "yq:pack": one_of("yes", "role", "never"),
    "yq:mask": one_of("name", "number", "address"),
    "yq:bareWords": is_true,
    "yq:derived": is_derived,
}
# What a reader of a register has to be told about every field.
FIELD_NEEDS = ["yq:titleEn", "yq:group", "yq:sensitivity", "yq:department", "yq:purpose", "yq:legalBasis"]


def _keys(place, entry, known):
    for key, value in entry.items():
        if not key.startswith("yq:"):
            yield from _nested(f"{place}.{key}", value)
        elif key not in known:
            yield f"{place}: unknown key {key}"
        elif not known[key](value):
            yield f"{place}: {key} has another shape than the contract gives it"


def _nested(place, value):
    """No extension key hides where none is defined."""
    if isinstance(value, dict):
        yield from _keys(place, value, {})
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _nested(f"{place}[{index}]", entry)


def _without(entry, *keys):
    return {key: value for key, value in entry.items() if key not in keys}


def check(package):
    """Yields one line for every extension key that is unknown, missing or of another shape."""
    yield from _keys("package", _without(package.descriptor, "resources"), PACKAGE)
    table = package.table
    yield from _keys(f"resource {table['name']}", _without(table, "schema"), {})
    yield from _keys("table schema", _without(package.schema, "fields"), SCHEMA)
    for code_list in package.lists.values():
        yield from _keys(f"resource {code_list.name}", code_list.resource, RESOURCE)
    for field in package.fields:
        place = f"field {field['name']}"
        yield from _keys(place, field, FIELD)
        for key in FIELD_NEEDS:
            if key not in field:
                yield f"{place}: {key} is missing"
        if not is_title(field.get("title")):
            yield f"{place}: title is missing"
        yield from _kind(place, field)
    for field in package.stored:
        if "yq:derived" in field:
            yield f"field {field['name']}: yq:derived stands on a stored field"
    for field in package.virtual:
        if "yq:derived" not in field:
            yield f"field {field['name']}: a virtual field without yq:derived"
        if "constraints" in field:
            yield f"field {field['name']}: nobody checks constraints of a virtual field"


def _kind(place, field):
    """The type, and the constraints that go with it."""
    kind = field.get("type")
    if kind not in TYPES:
        yield f"{place}: the type {kind} is not one of {', '.join(sorted(TYPES))}"
    if kind == "boolean" and "yq:derived" not in field:
        true, false = field.get("trueValues", []), field.get("falseValues", [])
        if not {"1", "是"} <= set(true) or not {"0", "否"} <= set(false) or set(true) & set(false):
            yield f"{place}: trueValues need 1 and 是, falseValues 0 and 否, and no spelling may mean both"
    if ("yq:unit" in field) != ("yq:unitEn" in field):
        yield f"{place}: a unit in one language only"
    if "yq:unit" in field and kind not in {"integer", "number"}:
        yield f"{place}: a unit on something that is no number"
    constraints = field.get("constraints", {})
    for key in sorted(set(constraints) - CONSTRAINTS):
        yield f"{place}: the constraint {key} is not read, so it must not stand there"
    pattern = constraints.get("pattern")
    if pattern is not None:
        # \d takes full-width digits in some engines and not in others; a class says which digits are meant.
        if kind != "string" or not re.fullmatch(r"\^[^\\]*\$", pattern):
            yield f"{place}: a pattern is for text, begins with ^, ends with $ and has no backslash"
        else:
            try:
                re.compile(pattern)
            except re.error as problem:
                yield f"{place}: the pattern is no regular expression: {problem}"
    bounds = [constraints[key] for key in ("minimum", "maximum") if key in constraints]
    if kind == "date" and not all(map(is_date, bounds)):
        yield f"{place}: the bounds of a date have to be dates"
    if kind in {"integer", "number"} and not all(type(bound) in {int, float} for bound in bounds):
        yield f"{place}: the bounds of a number have to be numbers"
    if bounds and kind not in {"date", "integer", "number"}:
        yield f"{place}: bounds on {kind}"
    elif len(bounds) == 2 and not bounds[0] <= bounds[1]:
        yield f"{place}: minimum above maximum"
