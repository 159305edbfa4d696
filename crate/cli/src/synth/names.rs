//! Invented names: surnames by how common they are in Sichuan, given names by sex and by the years of birth.

use rand::RngExt;
use rand::seq::IndexedRandom;

use super::calendar::to_date;
use super::columns::Column;
use super::model::{Block, Chance, Part, Person, Sex};
use super::quotas::{choose, choose_weighted, draw, part_of};
use super::serial::Serials;

/// Surnames with their weights; those of two characters at the end.
const SURNAMES: &str = "李:79 王:62 张:60 刘:52 陈:50 杨:46 周:31 黄:29 罗:28 何:23 吴:21 赵:19 胡:19 邓:18 唐:17 徐:16 蒋:15 \
曾:14 谢:14 彭:13 钟:12 肖:12 郑:11 马:11 廖:10 冯:10 杜:10 余:10 曹:9 郭:9 袁:9 朱:9 林:9 田:9 叶:9 高:8 付:8 白:8 汪:8 \
任:8 孙:8 宋:7 魏:7 龙:7 梁:7 文:7 苏:7 陶:6 雷:6 熊:6 谭:6 贺:6 范:6 代:6 夏:6 江:6 严:6 邱:5 向:5 万:5 游:5 毛:5 卢:5 \
秦:5 吕:5 石:5 姚:5 侯:5 沈:4 尹:4 黎:4 董:4 于:4 程:4 潘:4 易:4 贾:4 温:4 蒲:4 赖:4 冉:4 兰:4 韩:4 舒:4 丁:4 莫:3 康:3 \
方:3 邹:3 卿:3 牟:3 青:3 税:2 鲜:2 敬:2 淳:1 母:1 苟:2 庞:2 席:2 古:2 史:2 甘:2 晏:2 欧阳:3 司马:1 上官:1 令狐:1 尉迟:1 \
诸葛:1 夏侯:1";

/// Years of birth up to which a pair of lists (men, women) is in use, and the characters.
const GIVEN: [(i16, &str, &str); 5] = [
    (
        1949,
        "德福寿贵发财荣华富清云海山明正光兴国泰全安金银玉成文武昌顺吉祥先礼义仁智信绍朝廷永世洪万春长树林",
        "秀珍淑芳玉兰英桂素贞惠琼清群华莲翠香菊凤云碧蓉容光先明德开永金银世正成朝文月红碧",
    ),
    (
        1969,
        "建国民军明华强德平光荣兴志永成云文忠义全安富贵林春生福庆祥洪云跃进卫东红星学友大勇世正家国",
        "秀英玉兰桂芳琼华素珍淑群芬容蓉惠清莲丽萍红霞建玲碧菊翠香莉月琴会先光明德美光永",
    ),
    (
        1984,
        "勇强军伟斌波涛刚建明平辉超洪志飞林鹏永文晓海东江峰林华兵健康小川晓春雷国天云龙旭",
        "丽娟艳红霞燕敏静琼玲芳英萍梅莉蓉惠琳晓春小玉丹洁群雪英莲利蓉琴秀亚娜倩红梅芸",
    ),
    (
        1999,
        "浩杰鑫宇俊磊超鹏飞博文凯涛帆旭洋健天翔阳林川建志明强亮成龙东海嘉瑞晨晖奇尧思远",
        "婷雪婧倩颖佳琪敏琳丹玲莹洁欣悦思雨梦瑶晓燕茜蕾静娟媛露璐璇琦雅文诗慧玉洪春星月",
    ),
    (
        i16::MAX,
        "宇浩轩子涵梓睿博文俊熙泽嘉诚晨奕皓铭哲瑞思远天佑一鸣锦程沐阳昊然俊杰翰林希景承",
        "梓涵欣怡雨诗琪子萱语桐思佳悦可馨一诺若曦静雅梦瑶婉清芷晴沐雨彤妍钰琳嘉艺心怡",
    ),
];

/// Characters outside the basic plane, which some parents found in an old dictionary.
const RARE: [&str; 4] = ["𣲗", "𤧛", "𠅤", "𡐓"];

/// Share of given names with a rare character.
const RARE_SHARE: f64 = 0.0012;

/// Family and given parts of names that are written with a middle dot, by code of the ethnic group.
const DOTTED: [(&str, &[&str], &[&str]); 3] = [
    (
        "04",
        &["洛桑", "扎西", "格桑", "泽仁", "次仁", "丹增"],
        &["顿珠", "卓玛", "拉姆", "旺堆", "央金", "多吉", "白玛", "曲珍"],
    ),
    (
        "07",
        &["阿木", "吉克", "沙马", "曲比", "阿尔", "马海"],
        &["尔古", "阿牛", "伍呷", "日布", "阿依", "木果", "史布"],
    ),
    (
        "02",
        &["巴特尔", "那仁", "宝音", "乌兰"],
        &["图雅", "朝鲁", "其其格", "苏和", "高娃"],
    ),
];

/// Gives everybody a surname by family and a name that nobody of the same birth day and sex has.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    let surnames = surnames();
    for home in 0..block.homes.len() {
        name_families(block, &surnames, home);
    }
    for index in 0..block.people.len() {
        let name = full_name(&mut block.chance, &block.people[index], serials);
        block.people[index].row.set(Column::Name, name);
    }
    for home in &block.homes {
        let head_name = block.people[home.head].row.get(Column::Name).to_owned();
        for person in home.people() {
            block.people[person].row.set(Column::HeadName, head_name.clone());
        }
    }
    let adults: Vec<(usize, f64)> = (0..block.people.len())
        .map(|person| (person, if block.people[person].age >= 18 { 1.0 } else { 0.0 }))
        .collect();
    for person in choose_weighted(&mut block.chance, &adults, part_of(block.people.len(), 0.03)) {
        let former = other_name(&mut block.chance, &block.people[person]);
        block.people[person].row.set(Column::FormerName, former);
    }
}

/// The surnames with their weights.
pub fn surnames() -> Vec<(&'static str, f64)> {
    SURNAMES
        .split_whitespace()
        .map(|entry| {
            let (surname, weight) = entry.split_once(':').expect("every surname has a weight");
            (surname, weight.parse().expect("weights are numbers"))
        })
        .collect()
}

fn name_families(block: &mut Block, surnames: &[(&'static str, f64)], home: usize) {
    let (home, people, chance) = (&block.homes[home], &mut block.people, &mut block.chance);
    for person in home.people() {
        people[person].surname = draw(chance, surnames).to_owned();
    }
    let mut pass_on = |from: Option<usize>, to: &[usize]| {
        let Some(from) = from else { return };
        for &person in to {
            people[person].surname = people[from].surname.clone();
        }
    };
    let list = |part| home.with_part(part).collect::<Vec<_>>();
    let core = list(Part::Core);
    let first = core.first().copied();
    let (children, grandchildren) = (list(Part::Child), list(Part::Grandchild));
    let fathers = [list(Part::ParentOfMan), list(Part::ParentOfWoman)];
    pass_on(first, &list(Part::Sibling));
    pass_on(first, &grandchildren);
    pass_on(children.first().copied(), &children);
    // A mother on her own mostly keeps her children under their father's surname, one they share.
    let is_mother_alone = core.len() == 1 && first.is_some_and(|person| block.people[person].is_woman());
    let from_mother = block.chance.random_bool(if is_mother_alone { 0.2 } else { 0.04 });
    let people = &mut block.people;
    let giver = if from_mother || !is_mother_alone {
        if from_mother { core.last().copied() } else { first }
    } else {
        None
    };
    if let Some(giver) = giver {
        let surname = people[giver].surname.clone();
        children
            .iter()
            .for_each(|&child| people[child].surname.clone_from(&surname));
    }
    for (parents, sex) in fathers.iter().zip([Sex::Man, Sex::Woman]) {
        let child = core
            .iter()
            .find(|&&person| people[person].sex == sex)
            .map(|&person| people[person].surname.clone());
        let father = parents.iter().find(|&&person| people[person].sex == Sex::Man);
        if let (Some(surname), Some(&father)) = (child, father) {
            people[father].surname.clone_from(&surname);
            for grandfather in home.with_part(Part::Grandparent) {
                if people[grandfather].sex == Sex::Man {
                    people[grandfather].surname.clone_from(&surname);
                }
            }
        }
    }
}

/// A name for somebody, with the surname already known.
pub fn full_name(chance: &mut Chance, person: &Person, serials: &mut Serials) -> String {
    loop {
        let name = match dotted(chance, person) {
            Some(name) => name,
            None => format!("{}{}", person.surname, given(chance, person)),
        };
        if serials.claim_name(&name, person.birth, person.sex) {
            return name;
        }
    }
}

/// A name that somebody had before, or that a relative outside the register has: same surname, another given name.
pub fn other_name(chance: &mut Chance, person: &Person) -> String {
    loop {
        let name = format!("{}{}", person.surname, given(chance, person));
        if name != person.row.get(Column::Name) {
            return name;
        }
    }
}

fn dotted(chance: &mut Chance, person: &Person) -> Option<String> {
    let (_, families, names) = DOTTED
        .iter()
        .find(|entry| entry.0 == person.row.get(Column::Ethnicity))?;
    let family = families.choose(chance)?;
    let name = names.choose(chance)?;
    chance.random_bool(0.7).then(|| format!("{family}·{name}"))
}

fn given(chance: &mut Chance, person: &Person) -> String {
    let year = to_date(person.birth).year();
    let era = GIVEN.iter().find(|era| year <= era.0).expect("the last era has no end");
    let characters: Vec<char> = if person.is_woman() {
        era.2.chars()
    } else {
        era.1.chars()
    }
    .collect();
    let pick = |chance: &mut Chance| *characters.choose(chance).expect("every list has characters");
    let first = pick(chance);
    if chance.random_bool(RARE_SHARE) {
        let rare = RARE.choose(chance).expect("the list is not empty");
        return format!("{first}{rare}");
    }
    // One character was the fashion of the seventies to the nineties.
    let single = if (1970..2000).contains(&year) { 0.3 } else { 0.08 };
    if chance.random_bool(single) {
        return first.to_string();
    }
    // Girls of today are often called by one character twice; nobody else is.
    let twice = person.is_woman() && year >= 1990 && chance.random_bool(0.08);
    loop {
        let second = if twice { first } else { pick(chance) };
        if twice || second != first {
            return format!("{first}{second}");
        }
    }
}

/// Ethnic group and preferred language, before names, because some names depend on them.
pub fn fill_ethnicity(block: &mut Block) {
    let count = block.people.len();
    let minorities: Vec<(&'static str, f64)> = block
        .tables
        .ethnicity
        .iter()
        .copied()
        .filter(|entry| entry.0 != "01")
        .collect();
    let percent: f64 = minorities.iter().map(|entry| entry.1).sum();
    let mut left = part_of(count, percent / 100.0);
    let mut homes: Vec<usize> = (0..block.homes.len()).collect();
    rand::seq::SliceRandom::shuffle(&mut homes[..], &mut block.chance);
    for person in &mut block.people {
        person.row.set(Column::Ethnicity, "01");
    }
    for home in homes {
        if left == 0 {
            break;
        }
        // A whole family where it is small, one member otherwise.
        let code = draw(&mut block.chance, &minorities);
        let members: Vec<usize> = block.homes[home].people().collect();
        let whole = members.len() <= 3 && block.homes[home].with_part(Part::Lodger).next().is_none();
        let joining = if whole { members.len() } else { 1 };
        for &person in members.iter().rev().take(joining.min(left)) {
            block.people[person].row.set(Column::Ethnicity, code);
            left -= 1;
        }
    }
    let mandarin = choose(&mut block.chance, &(0..count).collect::<Vec<_>>(), part_of(count, 0.26));
    for person in &mut block.people {
        person.row.set(Column::PreferredLanguage, "02");
    }
    for person in mandarin {
        block.people[person].row.set(Column::PreferredLanguage, "01");
    }
    for person in &mut block.people {
        let language = match person.row.get(Column::Ethnicity) {
            "04" => "03",
            "07" => "04",
            "33" => "05",
            _ => continue,
        };
        person.row.set(Column::PreferredLanguage, language);
    }
}
