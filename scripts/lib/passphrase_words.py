"""Chooses 7,776 words of two common characters whose pinyin without tones differ, most frequent first, sorted by pinyin.

Frequencies and parts of speech are those of the dictionary of jieba, readings those of pypinyin; both are under the MIT licence.
"""

import os
import sys

import jieba
from pypinyin import Style, pinyin

WORD_COUNT = 6**5
LENGTHS = range(4, 9)
# Nouns, verbs, adjectives, times and places in general; no names of persons, towns, offices or brands.
PARTS_OF_SPEECH = {"n", "v", "vn", "a", "an", "t", "s", "b", "i", "l"}
# A passphrase is read aloud in an office and written on an envelope.
UNKIND = set("死杀尸奸淫毒血鬼妓嫖赌性乳尿屎屁残疾病癌痴瘫盲聋哑瞎疯犯罪刑狱捕恐炸枪弹敌匪贼盗骗奴娼妾丧葬坟墓棺党反暴乱军战刀")
UNKIND_WORDS = {"白带", "月经", "肛门", "裸露", "文革", "独裁", "民盟", "殖民", "产卵", "卵巢", "寡妇", "老娘", "婆娘", "贪官", "贪污", "贿赂", "囚禁", "牢房"}


def is_common(character: str) -> bool:
    """Whether it is among the 3,755 characters of the first level of GB 2312."""
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def readings(word: str) -> list[str]:
    """The pinyin of each character within the word, without tones."""
    return [syllable[0] for syllable in pinyin(word, style=Style.NORMAL, errors="ignore")]


def main() -> None:
    dictionary = os.path.join(os.path.dirname(jieba.__file__), "dict.txt")
    with open(dictionary, encoding="utf-8") as lines:
        entries = [line.split() for line in lines]
    candidates = [
        (int(frequency), word)
        for word, frequency, part_of_speech in (entry for entry in entries if len(entry) == 3)
        if len(word) == 2
        and part_of_speech in PARTS_OF_SPEECH
        and word not in UNKIND_WORDS
        and all(is_common(character) and character not in UNKIND for character in word)
    ]
    # Equal frequencies in the order of the characters, so that every run chooses the same.
    candidates.sort(key=lambda candidate: (-candidate[0], candidate[1]))
    chosen: dict[str, str] = {}
    for _, word in candidates:
        syllables = readings(word)
        typed = "".join(syllables)
        # The letter ü has no key of its own.
        if len(syllables) == 2 and len(typed) in LENGTHS and typed.isascii() and "v" not in typed:
            chosen.setdefault(typed, word)
        if len(chosen) == WORD_COUNT:
            break
    if len(chosen) < WORD_COUNT:
        sys.exit(f"only {len(chosen)} words")
    for typed in sorted(chosen):
        print(f"{typed}\t{chosen[typed]}")


main()
