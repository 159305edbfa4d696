"""What the resident register has to be, beyond what every package has to be."""

from words import bare_words

# Words that clerks type alone, with the one value that each must mean.
MUST_MEAN = {
    "女": ("sex", "2"),
    "女性": ("sex", "2"),
    "男": ("sex", "1"),
    "独居": ("elderly_living_type", "3"),
    "空巢": ("elderly_living_type", "2"),
    "低保": ("dibao_type", "9"),
    "党员": ("political_status", "01"),
    "未婚": ("marital_status", "10"),
    "离婚": ("marital_status", "40"),
    "肢体残疾": ("disability_type", "4"),
    "失能": ("self_care_ability", "4"),
    "流动人口": ("resident_category", "20"),
    "初中": ("education_level", "70"),
    "汉族": ("ethnicity", "01"),
}
NEVER_PACKED = {
    "dwelling_lon",
    "dwelling_lat",
    "social_security_card_no",
    "birth_permit_no",
    "family_planning_aid",
    "health_record_no",
    "disability_cert_no",
}


def applies(package):
    """Whether the package describes the resident register."""
    return package.table["name"] == "residents"


def check(package):
    """Yields one line for every way in which the package is not the resident register."""
    # Bands group the ages of the catalogue for tables; they are no fields of it.
    bands = [field for field in package.virtual if field.get("yq:derived", {}).get("kind") == "band"]
    catalogue = [field for field in package.fields if field not in bands]
    yield from _count("fields", catalogue, 143)
    yield from _count("stored fields", package.stored, 140)
    yield from _count("derived fields", [field for field in package.virtual if field not in bands], 3)
    yield from _count("bands", bands, 2)
    yield from _count("fields that can be asked", [f for f in catalogue if f.get("yq:pack") in {"yes", "role"}], 136)
    never = {field["name"] for field in package.fields if field.get("yq:pack") == "never"}
    for name in sorted(never ^ NEVER_PACKED):
        yield f"field {name}: the fields that are never packed are {', '.join(sorted(NEVER_PACKED))}"
    questions = package.schema.get("yq:exampleQuestions", [])
    if questions[:1] != ["80岁以上 女"]:
        yield "yq:exampleQuestions: the first has to be 80岁以上 女"
    # In the list of relations, 女 is the daughter of the head: a bare word that reached it would count the wrong people.
    for field in package.fields:
        if field.get("yq:codeList") == "family_relation" and "yq:bareWords" in field:
            yield f"field {field['name']}: a bare word must never reach the family relations"
    hits = bare_words(package)
    for word, meant in MUST_MEAN.items():
        if hits.get(word) != {meant}:
            found = ", ".join(f"{field}={code}" for field, code in sorted(hits.get(word, []))) or "nothing"
            yield f"the bare word {word} has to mean {meant[0]}={meant[1]} and means {found}"


def _count(what, entries, expected):
    if len(entries) != expected:
        yield f"{len(entries)} {what}, expected {expected}"
