//! Surnames that sound otherwise than the character does elsewhere.
//!
//! Usage as in 现代汉语词典 (7th edition, 2016) and in the name lists of the public security organs; the reading that families
//! mostly use comes first.

/// Surnames of one character with their readings as surnames.
pub(super) const SINGLE: &[(char, &[&str])] = &[
    ('万', &["wan"]),
    ('不', &["fou"]),
    ('乐', &["yue", "le"]),
    ('乜', &["nie"]),
    ('仇', &["qiu"]),
    ('令', &["ling"]),
    ('任', &["ren"]),
    ('佴', &["nai"]),
    ('冼', &["xian"]),
    ('单', &["shan"]),
    ('卜', &["bu"]),
    ('区', &["ou"]),
    ('华', &["hua"]),
    ('占', &["zhan"]),
    ('召', &["shao"]),
    ('叶', &["ye"]),
    ('员', &["yun"]),
    ('哈', &["ha"]),
    ('塔', &["ta"]),
    ('多', &["duo"]),
    ('宓', &["mi"]),
    ('宿', &["su"]),
    ('尉', &["wei"]),
    ('尹', &["yin"]),
    ('尧', &["yao"]),
    ('应', &["ying"]),
    ('幺', &["yao"]),
    ('庹', &["tuo"]),
    ('折', &["she"]),
    ('揣', &["chuai"]),
    ('撒', &["sa"]),
    ('晁', &["chao"]),
    ('晟', &["cheng"]),
    ('曲', &["qu"]),
    ('曾', &["zeng"]),
    ('朴', &["piao"]),
    ('查', &["zha"]),
    ('柏', &["bai"]),
    ('殷', &["yin"]),
    ('沈', &["shen"]),
    ('洗', &["xian"]),
    ('牟', &["mou", "mu"]),
    ('盖', &["ge", "gai"]),
    ('盛', &["sheng"]),
    ('省', &["xing"]),
    ('眭', &["sui"]),
    ('祭', &["zhai"]),
    ('秘', &["bi"]),
    ('种', &["chong"]),
    ('窦', &["dou"]),
    ('繁', &["po"]),
    ('纪', &["ji"]),
    ('缪', &["miao"]),
    ('翟', &["zhai", "di"]),
    ('臧', &["zang"]),
    ('葛', &["ge"]),
    ('薄', &["bo"]),
    ('藏', &["zang"]),
    ('行', &["xing"]),
    ('覃', &["qin", "tan"]),
    ('解', &["xie"]),
    ('訾', &["zi"]),
    ('谌', &["chen", "shen"]),
    ('谷', &["gu"]),
    ('贠', &["yun"]),
    ('贾', &["jia"]),
    ('贲', &["ben"]),
    ('车', &["che"]),
    ('过', &["guo"]),
    ('适', &["kuo", "shi"]),
    ('逄', &["pang"]),
    ('那', &["na"]),
    ('郇', &["xun", "huan"]),
    ('郗', &["chi", "xi"]),
    ('都', &["du"]),
    ('重', &["chong"]),
    ('钭', &["tou"]),
    ('长', &["chang"]),
    ('阚', &["kan"]),
    ('隗', &["wei", "kui"]),
    ('隽', &["juan", "jun"]),
    ('颉', &["xie", "jie"]),
    ('食', &["yi", "shi"]),
    ('黑', &["he", "hei"]),
    ('黎', &["li"]),
];

/// Surnames of two characters that do not sound as their characters do one by one.
pub(super) const DOUBLE: &[(&str, &[&str])] = &[
    ("万俟", &["mo qi"]),
    ("令狐", &["ling hu"]),
    ("单于", &["chan yu"]),
    ("尉迟", &["yu chi"]),
    ("澹台", &["tan tai"]),
    ("长孙", &["zhang sun"]),
    ("呼延", &["hu yan"]),
    ("皇甫", &["huang fu"]),
    ("宇文", &["yu wen"]),
    ("可频", &["ke pin"]),
    ("吐谷", &["tu yu"]),
    ("冒顿", &["mo du"]),
    ("乐正", &["yue zheng"]),
    ("子车", &["zi ju"]),
    ("夏侯", &["xia hou"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_surname_stands_once_and_every_reading_is_plain() {
        let single: BTreeSet<char> = SINGLE.iter().map(|&(surname, _)| surname).collect();
        assert_eq!(single.len(), SINGLE.len());
        let double: BTreeSet<&str> = DOUBLE.iter().map(|&(surname, _)| surname).collect();
        assert_eq!(double.len(), DOUBLE.len());
        let readings = SINGLE.iter().flat_map(|&(_, readings)| readings);
        for reading in readings.chain(DOUBLE.iter().flat_map(|&(_, readings)| readings)) {
            assert!(
                reading.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' '),
                "{reading}"
            );
        }
        for (surname, readings) in DOUBLE {
            assert_eq!(surname.chars().count(), readings[0].split(' ').count());
        }
    }
}
