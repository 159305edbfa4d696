"""Words that people use for codes: what a title or a synonym means has to be clear in a list, and in a bare question."""

from collections import defaultdict

# Words that many lists share, because they only say that nothing is known or nothing applies. A question that holds one of
# them alone is answered with the list of fields it could mean.
SAYS_LITTLE = {
    "无", "否", "其他", "不适用", "不详", "未知", "未说明", "未评估",
    "none", "other", "not applicable", "unknown", "not stated", "not assessed", "not recorded",
}  # fmt: skip


def fold(word):
    """How words are compared: without case."""
    return word.casefold()


def check(package):
    """Yields one line for every fault of a code list and every word that could mean two things."""
    for code_list in package.lists.values():
        yield from _rows(code_list)
        yield from _tree(code_list)
        yield from _synonyms(code_list)
    yield from bare_word_clashes(package)


def _rows(code_list):
    place = f"list {code_list.name}"
    codes = [code.code for code in code_list.codes]
    for code in sorted({code for code in codes if codes.count(code) > 1} if len(codes) > len(set(codes)) else []):
        yield f"{place}: the code {code} stands twice"
    for code in code_list.codes:
        cells = [code.code, code.title_zh, code.title_en, *code.synonyms]
        if any(cell != cell.strip() or not cell for cell in cells):
            yield f"{place}: code {code.code} has an empty cell, or spaces at the ends of one"
    for unknown in code_list.resource.get("yq:unknownCodes", []):
        if unknown not in codes:
            yield f"{place}: yq:unknownCodes names {unknown}, which is no code of the list"


def _tree(code_list):
    parents = {code.code: code.parent for code in code_list.codes}
    for code in code_list.codes:
        seen, at = set(), code.code
        while at:
            if at not in parents:
                yield f"list {code_list.name}: code {code.code} has the ancestor {at}, which is no code of the list"
                break
            if at in seen:
                yield f"list {code_list.name}: code {code.code} is its own ancestor"
                break
            seen.add(at)
            at = parents[at]


def _synonyms(code_list):
    """A synonym means one code of its list, and a code whose title is shared can be told by a synonym."""
    place = f"list {code_list.name}"
    codes = {fold(code.code): code.code for code in code_list.codes}
    titles, synonyms = defaultdict(set), defaultdict(list)
    for code in code_list.codes:
        titles[fold(code.title_zh)].add(code.code)
        titles[fold(code.title_en)].add(code.code)
        for synonym in code.synonyms:
            synonyms[fold(synonym)].append(code.code)
    for code in code_list.codes:
        for synonym in code.synonyms:
            word = fold(synonym)
            if len(synonyms[word]) > 1:
                yield f"{place}: the synonym {synonym} stands {len(synonyms[word])} times"
            if titles.get(word):
                yield f"{place}: the synonym {synonym} of code {code.code} is already a title"
            if word in codes and codes[word] != code.code:
                yield f"{place}: the synonym {synonym} of code {code.code} is itself a code"
        shared = len(titles[fold(code.title_zh)]) > 1
        if shared and not code.synonyms:
            yield f"{place}: {code.title_zh} is the title of several codes, and {code.code} has no synonym to tell it by"


def bare_words(package):
    """Every folded word that a bare question may hold, with the (field, code) pairs that it names."""
    hits = defaultdict(set)
    for field in package.fields:
        code_list = package.lists.get(field.get("yq:codeList"))
        if field.get("yq:bareWords") and code_list is not None:
            for code in code_list.codes:
                for word in code.words():
                    hits[fold(word)].add((field["name"], code.code))
    return hits


def bare_word_clashes(package):
    """Yields one line for every bare word that names values of two fields.

    Two codes of one list with one title are another matter: towns have namesakes, and _synonyms sees to those.
    """
    for word, meant in sorted(bare_words(package).items()):
        if len({field for field, _ in meant}) > 1 and word not in SAYS_LITTLE:
            named = ", ".join(f"{field}={code}" for field, code in sorted(meant))
            yield f"the bare word {word} could mean {named}"
