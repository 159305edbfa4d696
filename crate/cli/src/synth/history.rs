//! Closed records: former residents whose rows are kept, and who are counted nowhere.

use rand::seq::{IndexedRandom, SliceRandom};

use super::columns::Column;
use super::identity::basic_cells;
use super::model::{Block, Part, Person, Residence};
use super::names;
use super::quotas::draw;
use super::serial::Serials;
use super::tables::Scope;

/// What a household's rows share: the closed record shows its former household.
const OF_HOUSEHOLD: &[Column] = &[
    Column::HouseholdId,
    Column::HukouBookNo,
    Column::HeadName,
    Column::HukouDivision,
    Column::HukouAddress,
    Column::HouseholdType,
    Column::FormerVillage,
    Column::DivisionCode,
    Column::StreetCode,
    Column::CommunityCode,
    Column::GridCode,
    Column::EstateName,
    Column::BuildingNo,
    Column::UnitNo,
    Column::FloorNo,
    Column::RoomNo,
    Column::DwellingLon,
    Column::DwellingLat,
    Column::MoveInDate,
    Column::HomePhone,
    Column::HouseTenure,
    Column::HouseArea,
    Column::IsRentalRegistered,
    Column::PropertyFeeStatus,
    Column::VehicleCount,
    Column::DogLicenseNo,
    Column::DibaoType,
    Column::DibaoCertNo,
    Column::DibaoMonthlyAmount,
    Column::IsZeroEmploymentHousehold,
    Column::GridWorkerId,
    Column::LastVisitDate,
    Column::ChildcareNeed,
    Column::Ethnicity,
];

/// What belongs to one person only and is not kept after the record is closed.
const DROPPED: &[Column] = &[
    Column::FormerName,
    Column::IdNumber,
    Column::MobilePhone,
    Column::EmergencyContactName,
    Column::EmergencyContactRelation,
    Column::EmergencyContactPhone,
    Column::UnemploymentCardNo,
    Column::SocialSecurityCardNo,
    Column::OnlyChildCertNo,
    Column::BirthPermitNo,
    Column::HealthRecordNo,
    Column::DisabilityType,
    Column::DisabilityGrade,
    Column::DisabilityCertNo,
    Column::AssistiveNeed,
    Column::ElderlyCardNo,
    Column::CaregiverPhone,
    Column::VehiclePlate,
    Column::OutflowDivision,
];

/// Adds closed records: `moved` grown children who moved out and `died` parents of heads.
pub fn fill(block: &mut Block, serials: &mut Serials, moved: usize, died: usize) {
    let mut homes: Vec<usize> = (0..block.homes.len()).collect();
    homes.shuffle(&mut block.chance);
    let mut left = [moved, died];
    for home in homes {
        let turn = usize::from(left[0] == 0);
        if left[turn] == 0 {
            break;
        }
        if let Some(person) = former_member(block, serials, home, turn == 1) {
            block.closed.push(person);
            left[turn] -= 1;
        }
    }
}

fn former_member(block: &mut Block, serials: &mut Serials, home: usize, died: bool) -> Option<Person> {
    let place = &block.homes[home];
    let head = &block.people[place.head];
    let is_core = place.with_part(Part::Core).any(|person| person == place.head);
    let has_parents = place
        .with_part(Part::ParentOfMan)
        .chain(place.with_part(Part::ParentOfWoman))
        .next()
        .is_some();
    let fits_home = head.residence == Residence::Local && is_core && head.ever_married() && !(died && has_parents);
    if !fits_home || !(42..=58).contains(&head.age) {
        return None;
    }
    let years = 22..=34;
    let gap = |person: &Person| {
        if died {
            person.age - head.age
        } else {
            head.age - person.age
        }
    };
    let similar = block.people_where(|person| {
        years.contains(&gap(person))
            && person.residence == Residence::Local
            && person.row.get(Column::RecordStatus) == "1"
            && person.row.get(Column::CivicRole) == "00"
            && person.ever_married() == died
            && person.age >= 20
            // The three birthdays around the eightieth stand once.
            && !(79..=80).contains(&person.age)
    });
    let mut person = block.people[*similar.choose(&mut block.chance)?].clone();
    let head = &block.people[place.head];
    for &column in OF_HOUSEHOLD {
        person.row.set(column, head.row.get(column).to_owned());
    }
    for &column in DROPPED {
        person.row.set(column, "");
    }
    person.home = home;
    if !person.is_woman() || !died {
        person.surname.clone_from(&head.surname);
    }
    let (status, presence, relation) = match (died, person.is_woman()) {
        (true, false) => ("4", "5", "51"),
        (true, true) => ("4", "5", "52"),
        (false, false) => ("3", "4", "20"),
        (false, true) => ("3", "4", "30"),
    };
    let number = serials.id_number(person.birth, person.sex)?;
    serials.residents += 1;
    basic_cells(&mut person, format!("R{:06}", serials.residents));
    person.row.set(Column::IdNumber, number);
    let name = names::full_name(&mut block.chance, &person, serials);
    person.row.set(Column::Name, name);
    person.row.set(Column::RelationToHead, relation);
    person.row.set_flag(Column::IsHouseholdHead, false);
    person.row.set(Column::RecordStatus, status);
    person.row.set(Column::PresenceStatus, presence);
    if !died {
        let origin = draw(&mut block.chance, &block.tables.origins(Scope::City));
        person
            .row
            .set(Column::OutflowDivision, block.tables.divisions[origin].code);
    }
    Some(person)
}
