//! Who is the head of each household, and what everybody is to him or her.

use rand::RngExt;

use crate::synth::columns::Column;
use crate::synth::model::{Block, Home, Part, Person, Sex};

/// Years between a head and a grandchild, at least: one more than the rule that warns.
const GRANDCHILD_GAP: i32 = 37;

/// Links the families, chooses heads and writes relation, head flag and household type.
pub fn relate(block: &mut Block) {
    for index in 0..block.homes.len() {
        link_family(&mut block.people, &block.homes[index], index);
        let head = choose_head(block, index);
        let home = &mut block.homes[index];
        home.head = head;
        home.household_type = household_type(home, &block.people);
        let codes: Vec<(usize, &'static str)> = block.homes[index]
            .members
            .iter()
            .map(|&(person, part)| (person, relation(&block.homes[index], &block.people, person, part)))
            .collect();
        let household_type = block.homes[index].household_type;
        for (person, code) in codes {
            let row = &mut block.people[person].row;
            row.set(Column::RelationToHead, code);
            row.set_flag(Column::IsHouseholdHead, person == head);
            row.set(Column::HouseholdType, household_type);
        }
    }
}

/// Writes down spouses and parents, as far as they live in the household.
fn link_family(people: &mut [Person], home: &Home, index: usize) {
    let list = |part| home.with_part(part).collect::<Vec<_>>();
    let core = list(Part::Core);
    for person in home.people() {
        people[person].home = index;
    }
    let couples = [core.clone(), list(Part::ParentOfMan), list(Part::ParentOfWoman)];
    for couple in couples.iter().filter(|couple| couple.len() == 2) {
        people[couple[0]].spouse = Some(couple[1]);
        people[couple[1]].spouse = Some(couple[0]);
    }
    for child in home.with_part(Part::Child) {
        link_parents(people, child, &core);
    }
    for (part, sex) in [(Part::ParentOfMan, Sex::Man), (Part::ParentOfWoman, Sex::Woman)] {
        let parents = list(part);
        if let Some(&child) = core.iter().find(|&&person| people[person].sex == sex) {
            link_parents(people, child, &parents);
        }
        if let (Some(&grandparent), Some(&parent)) = (list(Part::Grandparent).first(), parents.first()) {
            link_parents(people, parent, &[grandparent]);
        }
    }
}

fn link_parents(people: &mut [Person], child: usize, parents: &[usize]) {
    for &parent in parents {
        match people[parent].sex {
            Sex::Man => people[child].father = Some(parent),
            Sex::Woman => people[child].mother = Some(parent),
        }
    }
}

/// The head is mostly the man of the middle generation, sometimes his wife, and sometimes the eldest.
fn choose_head(block: &mut Block, index: usize) -> usize {
    let home = &block.homes[index];
    let core: Vec<usize> = home.with_part(Part::Core).collect();
    let elder = home
        .with_part(Part::ParentOfMan)
        .chain(home.with_part(Part::ParentOfWoman))
        .next();
    let Some(&first) = core.first() else {
        return home.members[0].0;
    };
    let (turn_to_elder, turn_to_wife) = (block.chance.random_bool(0.35), block.chance.random_bool(0.14));
    if let Some(elder) = elder {
        let age = block.people[elder].age;
        let fits = home
            .with_part(Part::Child)
            .all(|child| age - block.people[child].age >= GRANDCHILD_GAP);
        let plain = home
            .with_part(Part::Sibling)
            .chain(home.with_part(Part::Ward))
            .next()
            .is_none();
        if turn_to_elder && fits && plain {
            return elder;
        }
    }
    match core.get(1) {
        Some(&wife) if turn_to_wife => wife,
        _ => first,
    }
}

/// The code of the household type list: by generations, as the census counts them.
fn household_type(home: &Home, people: &[Person]) -> &'static str {
    let has = |part| home.with_part(part).next().is_some();
    let core: Vec<usize> = home.with_part(Part::Core).collect();
    if home.members.len() == 1 {
        return "1";
    }
    if has(Part::Grandchild) {
        return "6";
    }
    let older = usize::from(has(Part::ParentOfMan) || has(Part::ParentOfWoman)) + usize::from(has(Part::Grandparent));
    let younger = usize::from(has(Part::Child) || has(Part::Ward));
    match older + younger {
        0 if core.len() == 2 && home.members.len() == 2 && people[core[0]].spouse.is_some() => "2",
        0 if has(Part::Lodger) && core.len() == 1 => "7",
        0 => "9",
        1 => "3",
        2 => "4",
        _ => "5",
    }
}

/// What `person` is to the head.
fn relation(home: &Home, people: &[Person], person: usize, part: Part) -> &'static str {
    if person == home.head {
        return if home.members.len() == 1 { "01" } else { "02" };
    }
    let head = &people[home.head];
    let man = people[person].sex == Sex::Man;
    let by_sex = |male: &'static str, female: &'static str| if man { male } else { female };
    if head.spouse == Some(person) {
        return by_sex("11", "12");
    }
    let head_part = home
        .members
        .iter()
        .find(|member| member.0 == home.head)
        .map(|member| member.1);
    let head_is_man = head.sex == Sex::Man;
    match (head_part, part) {
        (_, Part::Lodger) => "99",
        (Some(Part::Core), Part::Child) => child(home, people, person),
        (Some(Part::Core), Part::ParentOfMan) if head_is_man => by_sex("51", "52"),
        (Some(Part::Core), Part::ParentOfWoman) if !head_is_man => by_sex("51", "52"),
        (Some(Part::Core), Part::ParentOfMan) => by_sex("53", "54"),
        (Some(Part::Core), Part::ParentOfWoman) => by_sex("55", "56"),
        (Some(Part::Core), Part::Grandparent) => grandparent(home, head_is_man, man),
        (Some(Part::Core), Part::Grandchild) => by_sex("41", "42"),
        (Some(Part::Core), Part::Sibling) => match (people[person].birth < head.birth, man) {
            (true, true) => "71",
            (false, true) => "73",
            (true, false) => "75",
            (false, false) => "77",
        },
        (Some(Part::ParentOfMan), Part::Core) => by_sex("20", "38"),
        (Some(Part::ParentOfWoman), Part::Core) => by_sex("28", "30"),
        (Some(Part::ParentOfMan), Part::Child) => by_sex("41", "42"),
        (Some(Part::ParentOfWoman), Part::Child) => by_sex("43", "44"),
        (Some(Part::ParentOfMan | Part::ParentOfWoman), Part::Grandparent) => match head.father.or(head.mother) {
            Some(parent) if parent == person => by_sex("51", "52"),
            _ if head_is_man => by_sex("55", "56"),
            _ => by_sex("53", "54"),
        },
        _ => "97",
    }
}

/// A grandparent of the head, or of the head's husband or wife.
fn grandparent(home: &Home, head_is_man: bool, man: bool) -> &'static str {
    let of_man = home.with_part(Part::ParentOfMan).next().is_some();
    match (of_man == head_is_man, of_man, man) {
        (true, true, true) => "61",
        (true, true, false) => "62",
        (true, false, true) => "63",
        (true, false, false) => "64",
        (false, _, _) => "65",
    }
}

/// Son or daughter, by rank among the children at home; an only child of the one-child years is called that.
fn child(home: &Home, people: &[Person], person: usize) -> &'static str {
    const SONS: [&str; 3] = ["22", "23", "24"];
    const DAUGHTERS: [&str; 3] = ["32", "33", "34"];
    let children: Vec<usize> = home.with_part(Part::Child).collect();
    let sex = people[person].sex;
    let rank = children
        .iter()
        .filter(|&&other| people[other].sex == sex && people[other].birth < people[person].birth)
        .count();
    match (sex, children.len()) {
        (Sex::Man, 1) if people[person].age <= 32 => "21",
        (Sex::Woman, 1) if people[person].age <= 32 => "31",
        (Sex::Man, 1) => "20",
        (Sex::Woman, 1) => "30",
        (Sex::Man, _) => SONS.get(rank).copied().unwrap_or("20"),
        (Sex::Woman, _) => DAUGHTERS.get(rank).copied().unwrap_or("30"),
    }
}
