"""Names inside a package that point at something: fields, groups, code lists and the codes of filters."""


def check(package):
    """Yields one line for every name that points nowhere or at the wrong kind of thing."""
    fields = {field["name"]: field for field in package.fields}
    schema = package.schema
    yield from _ids(package)
    yield from _code_lists(package)
    yield from _roles(package, fields)
    for key in ("yq:defaultColumns", "yq:defaultFacets"):
        names = schema.get(key, [])
        if len(set(names)) < len(names):
            yield f"{key}: a field stands twice"
        for name in names:
            if fields.get(name, {}).get("yq:pack") not in {"yes", "role"}:
                yield f"{key}: {name} is no field that can be asked"
    groups = [group["id"] for group in schema.get("yq:groups", [])]
    if len(set(groups)) < len(groups):
        yield "yq:groups: a group stands twice"
    for group in groups:
        if not any(field.get("yq:group") == group for field in package.fields):
            yield f"yq:groups: no field belongs to {group}"
    for name, field in fields.items():
        if field.get("yq:group") not in groups:
            yield f"field {name}: the group {field.get('yq:group')} is not defined"
        if field.get("yq:sensitivity") == "sensitive" and field.get("yq:pack") == "yes":
            yield f"field {name}: a sensitive field must not lie in the base section, which every operator opens"
    for name in schema.get("primaryKey", []):
        if name not in fields:
            yield f"primaryKey: {name} is no field"
    if "yq:population" in schema:
        yield from _filter("yq:population", schema["yq:population"], package, fields)
    for field in package.virtual:
        yield from _derived(field, package, fields)


def _ids(package):
    """Field ids and titles: an importer accepts either as the header of a column, so each means one field."""
    seen = {}
    for field in package.fields:
        for word in {field["name"], field.get("title"), field.get("yq:titleEn")} - {None}:
            other = seen.setdefault(word.casefold(), field["name"])
            if other != field["name"]:
                yield f"field {field['name']}: {word} also names the field {other}"
    names = [field["name"] for field in package.fields]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"field {name}: stands {names.count(name)} times"


def _code_lists(package):
    """Each coded field has a list and a foreign key to it, and each list is used."""
    keys = {}
    for key in package.schema.get("foreignKeys", []):
        reference = key.get("reference", {})
        (field,) = key["fields"] if len(key.get("fields", [])) == 1 else [None]
        if field is None or reference.get("fields") != ["code"] or field in keys:
            yield f"foreign key of {key.get('fields')}: expected one for each field, to the column code"
            continue
        keys[field] = reference.get("resource")
    used = set()
    for field in package.fields:
        name, code_list = field["name"], field.get("yq:codeList")
        if field.get("yq:bareWords") and code_list is None:
            yield f"field {name}: yq:bareWords without a code list has no words"
        # Only what stands in the table can point at another one.
        if field in package.stored and keys.get(name) != code_list:
            yield f"field {name}: yq:codeList says {code_list}, the foreign key says {keys.get(name)}"
        if code_list is None:
            continue
        used.add(code_list)
        if code_list not in package.lists:
            yield f"field {name}: there is no code list {code_list}"
        if field.get("type") != "string":
            yield f"field {name}: a coded field holds text"
    for name in sorted(set(keys) - {field["name"] for field in package.fields}):
        yield f"foreign key of {name}: no such field"
    for name in sorted(set(package.lists) - used):
        yield f"resource {name}: no field uses this code list"


def _roles(package, fields):
    roles = package.schema.get("yq:roles", {})
    types = {"key": {"string"}, "person_name": {"string"}, "birth_date": {"date"}, "age": {"integer"}}
    for role, name in roles.items():
        field = fields.get(name)
        if field is None:
            yield f"yq:roles: {role} names {name}, which is no field"
        elif field.get("type") not in types.get(role, {field.get("type")}):
            yield f"yq:roles: {role} names {name}, whose type is {field.get('type')}"
        elif role == "relation" and "yq:codeList" not in field:
            yield f"yq:roles: {role} names {name}, which has no code list"
    key = fields.get(roles.get("key"))
    if key is not None:
        constraints = key.get("constraints", {})
        if package.schema.get("primaryKey") != [key["name"]]:
            yield f"yq:roles: the key {key['name']} is not the primary key"
        if not constraints.get("required") or not constraints.get("unique"):
            yield f"yq:roles: the key {key['name']} has to be required and unique"


def _derived(field, package, fields):
    derived = field.get("yq:derived", {})
    place = f"field {field['name']}"
    types = {"full_years": "integer", "group_size": "integer", "band": "string", "where": "boolean"}
    expected = types.get(derived.get("kind"))
    if field.get("type") != expected:
        yield f"{place}: derived as {derived.get('kind')}, so its type has to be {expected}"
    if derived.get("kind") == "full_years" and fields.get(derived.get("of"), {}).get("type") != "date":
        yield f"{place}: full years need a date to count from"
    if derived.get("kind") == "group_size" and derived.get("by") not in {entry["name"] for entry in package.stored}:
        yield f"{place}: group_size needs a stored field"
    if derived.get("kind") == "band":
        yield from _bands(field, derived, package, fields)
    if derived.get("kind") == "where":
        yield from _filter(f"{place}: yq:derived", derived["filter"], package, fields)


def _bands(field, derived, package, fields):
    """Bands are of a number, ascend, and are codes of the field's own list."""
    place = f"field {field['name']}"
    if fields.get(derived.get("of"), {}).get("type") not in {"integer", "number"}:
        yield f"{place}: bands need a number"
    starts = [band["from"] for band in derived["bands"]]
    if starts != sorted(set(starts)) or not starts:
        yield f"{place}: the bands do not ascend"
    code_list = package.lists.get(field.get("yq:codeList"))
    known = set() if code_list is None else {code.code for code in code_list.codes}
    for band in derived["bands"]:
        if band["code"] not in known:
            yield f"{place}: the band {band['code']} is no code of its list"


def _filter(place, node, package, fields):
    """The fields that a filter names exist, and so do the codes it compares them with."""
    if isinstance(node, list):
        for entry in node:
            yield from _filter(place, entry, package, fields)
    elif isinstance(node, dict):
        name = node.get("field")
        if name is not None and name not in fields:
            yield f"{place}: there is no field {name}"
        code_list = package.lists.get(fields.get(name, {}).get("yq:codeList"))
        if code_list is not None:
            known = {code.code for code in code_list.codes}
            asked = node.get("values", []) + ([node["value"]] if "value" in node else [])
            for code in asked:
                if code not in known:
                    yield f"{place}: {code} is no code of {code_list.name}"
        for entry in node.values():
            yield from _filter(place, entry, package, fields)
