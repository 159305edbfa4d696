//! Grids, addresses and the day of moving in.

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};

use super::calendar::{Day, iso};
use super::columns::Column;
use super::model::{Block, Kind, Part, Residence};
use super::quotas::{choose, choose_weighted, deal, largest_remainder, part_of};
use super::residence::DISTRICT;
use super::serial::Serials;

/// Villages that gave way to the estates.
const FORMER_VILLAGES: [&str; 8] = ["双堰", "石桥", "竹林", "清水", "新堰", "黄泥", "高埂", "柳林"];

/// Estates of the community; the grids are divided among them in order.
const ESTATES: [&str; 5] = [
    "瑞泉馨城一区",
    "瑞泉馨城二区",
    "瑞泉馨城三区",
    "瑞泉馨城四区",
    "瑞泉馨城五区",
];

/// How a kind of register is built.
struct Layout {
    community: &'static str,
    grids: usize,
    buildings_per_grid: usize,
    units: usize,
    doors: usize,
}

impl Layout {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Community | Kind::Scale => Self {
                community: "510115003064",
                grids: 20,
                buildings_per_grid: 4,
                units: 4,
                doors: 4,
            },
            Kind::Village => Self {
                community: "510115101901",
                grids: 3,
                buildings_per_grid: 16,
                units: 2,
                doors: 2,
            },
        }
    }
}

/// Puts every household into a grid and a dwelling of its own.
pub fn fill(block: &mut Block, serials: &mut Serials) {
    assign_grids(block);
    addresses(block, serials);
    registered_addresses(block, serials);
    move_ins(block);
}

/// Households in each grid: as listed for a whole community, evenly otherwise.
fn assign_grids(block: &mut Block) {
    let layout = Layout::of(block.kind);
    let homes = block.homes.len();
    let weights: Vec<f64> = match block.kind {
        Kind::Village => vec![1.0; layout.grids],
        Kind::Community | Kind::Scale => block.tables.grid_households.iter().map(|&count| count as f64).collect(),
    };
    let grids = largest_remainder(&weights, homes)
        .into_iter()
        .enumerate()
        .flat_map(|(grid, count)| std::iter::repeat_n(grid + 1, count));
    // Rows are kept in grid order, as a grid worker walks.
    for (home, grid) in block.homes.iter_mut().zip(grids) {
        home.grid = grid;
    }
}

fn addresses(block: &mut Block, serials: &mut Serials) {
    let layout = Layout::of(block.kind);
    let homes: Vec<usize> = (0..block.homes.len()).collect();
    let mut dwellings: Vec<Vec<(usize, usize, usize, usize)>> = Vec::new();
    for grid in 0..layout.grids {
        // Every third grid has towers, the others walk-ups.
        let floors = if block.kind != Kind::Village && grid % 3 == 2 {
            18
        } else {
            if block.kind == Kind::Village { 3 } else { 6 }
        };
        let mut all = Vec::new();
        for building in 1..=layout.buildings_per_grid {
            for unit in 1..=layout.units {
                for floor in 1..=floors {
                    all.extend((1..=layout.doors).map(|door| (building, unit, floor, door)));
                }
            }
        }
        all.shuffle(&mut block.chance);
        dwellings.push(all);
    }
    let no_unit = homes_covering(block, &homes, 0.02);
    let no_floor = homes_covering(block, &homes, 0.03);
    let no_position = homes_covering(block, &homes, 0.25);
    let with_phone = homes_covering(block, &homes, 0.22);
    let digits = if block.kind == Kind::Scale { 7 } else { 5 };
    for home in homes {
        let grid = block.homes[home].grid;
        let place = dwellings[grid - 1].pop();
        let (building, unit, floor, door) = place.expect("every grid has more dwellings than households");
        let building =
            block.number * layout.grids * layout.buildings_per_grid + (grid - 1) * layout.buildings_per_grid + building;
        let estate = match block.kind {
            Kind::Village => "临江村".to_owned(),
            Kind::Community => ESTATES[(grid - 1) * ESTATES.len() / layout.grids].to_owned(),
            Kind::Scale => {
                format!(
                    "{}·{}组团",
                    ESTATES[(grid - 1) * ESTATES.len() / layout.grids],
                    block.number + 1
                )
            }
        };
        serials.households += 1;
        let household = format!("H{}{:0digits$}", layout.community, serials.households);
        let (lon, lat) = centroid(grid, building);
        let phone = with_phone
            .contains(&home)
            .then(|| format!("028-8{}", serials.landlines.take()));
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            let row = &mut block.people[person].row;
            row.set(Column::HouseholdId, household.clone());
            row.set(Column::DivisionCode, DISTRICT);
            row.set(Column::StreetCode, layout.community[..9].to_owned());
            row.set(Column::CommunityCode, layout.community);
            row.set(Column::GridCode, format!("{}{grid:02}", layout.community));
            row.set(Column::GridWorkerId, format!("G{grid:02}"));
            row.set(Column::EstateName, estate.clone());
            row.set(Column::BuildingNo, format!("{building:02}"));
            row.set(Column::RoomNo, format!("{floor}{door:02}"));
            if !no_unit.contains(&home) {
                row.set(Column::UnitNo, unit.to_string());
            }
            if !no_floor.contains(&home) {
                row.set(Column::FloorNo, floor.to_string());
            }
            if !no_position.contains(&home) {
                row.set(Column::DwellingLon, lon.clone());
                row.set(Column::DwellingLat, lat.clone());
            }
            if let Some(phone) = &phone {
                row.set(Column::HomePhone, phone.clone());
            }
        }
    }
}

/// Longitude and latitude of the middle of a building: invented, inside the district.
fn centroid(grid: usize, building: usize) -> (String, String) {
    let east = (grid % 5) * 1_800 + building % 4 * 350;
    let north = (grid / 5) * 2_100 + building % 3 * 420;
    (
        format!("103.8{:05}", 20_000 + east),
        format!("30.6{:05}", 70_000 + north),
    )
}

/// Households drawn until they hold the share of all people; the answer can be asked quickly.
pub fn homes_covering(block: &mut Block, homes: &[usize], share: f64) -> std::collections::BTreeSet<usize> {
    let mut left = part_of(block.people.len(), share);
    let mut order = homes.to_vec();
    order.shuffle(&mut block.chance);
    let mut chosen = std::collections::BTreeSet::new();
    for home in order {
        let members = block.homes[home].members.len();
        if members <= left {
            left -= members;
            chosen.insert(home);
        }
    }
    chosen
}

/// Household book, registered address, and the village before resettlement.
fn registered_addresses(block: &mut Block, serials: &mut Serials) {
    let count = block.people.len();
    let homes: Vec<usize> = (0..block.homes.len()).collect();
    let mut with_book = homes_covering(block, &homes, 0.88);
    with_book.retain(|&home| {
        block.homes[home]
            .people()
            .any(|person| block.people[person].residence != Residence::Outside)
    });
    let no_address = choose(&mut block.chance, &(0..count).collect::<Vec<_>>(), part_of(count, 0.05));
    let villagers: Vec<(usize, f64)> = (0..count)
        .map(|person| {
            let married_in = block.people[person].row.get(Column::InflowReason) == "05";
            let here = !block.people[person].residence.is_migrant();
            (
                person,
                if here {
                    1_000.0
                } else if married_in {
                    1.0
                } else {
                    0.001
                },
            )
        })
        .collect();
    let villagers = choose_weighted(&mut block.chance, &villagers, part_of(count, 0.70));
    let mut origin = vec![None; block.homes.len()];
    for person in villagers {
        let home = block.people[person].home;
        let (village, group) = *origin[home].get_or_insert_with(|| {
            let village = *FORMER_VILLAGES
                .choose(&mut block.chance)
                .expect("the list is not empty");
            (village, block.chance.random_range(1..=8))
        });
        block.people[person]
            .row
            .set(Column::FormerVillage, format!("{village}村{group}组"));
    }
    let codes = std::collections::BTreeMap::from_iter(
        block
            .tables
            .divisions
            .iter()
            .map(|division| (division.code, (division.province, division.title))),
    );
    for home in homes {
        let book = with_book.contains(&home).then(|| serials.hukou_books.take());
        let (group, number) = (block.chance.random_range(1..=12), block.chance.random_range(1..=240));
        let members: Vec<usize> = block.homes[home].people().collect();
        for person in members {
            let lodger = block.homes[home].with_part(Part::Lodger).any(|other| other == person);
            let own = if lodger && book.is_some() {
                Some(serials.hukou_books.take())
            } else {
                book.clone()
            };
            let row = &mut block.people[person].row;
            if let Some(own) = own {
                row.set(Column::HukouBookNo, own);
            }
            if no_address.binary_search(&person).is_err() {
                let (province, county) = codes
                    .get(row.get(Column::HukouDivision))
                    .copied()
                    .unwrap_or(("四川省", "温江区"));
                let former = row.get(Column::FormerVillage).to_owned();
                let address = if former.is_empty() {
                    format!("{province}{county}第{group}居民小组{number}号")
                } else {
                    format!("{province}{county}{former}{number}号")
                };
                row.set(Column::HukouAddress, address);
            }
        }
    }
}

/// When somebody moved in, and when and why the registration did.
fn move_ins(block: &mut Block) {
    let count = block.people.len();
    let (today, everybody) = (block.calendar.today(), (0..count).collect::<Vec<_>>());
    let resettled = block.calendar.shifted(2009, 6, 1)..=block.calendar.shifted(2011, 12, 31);
    let dates: Vec<Day> = (0..block.homes.len())
        .map(|_| block.chance.random_range(resettled.clone()))
        .collect();
    for person in choose(&mut block.chance, &everybody, part_of(count, 0.90)) {
        let someone = &block.people[person];
        let day = if someone.residence.is_migrant() {
            today - waiting_days(block, 632)
        } else {
            dates[someone.home]
        };
        let day = day.max(block.people[person].birth);
        block.people[person].row.set(Column::MoveInDate, iso(day));
    }
    let candidates: Vec<(usize, f64)> = (0..count)
        .map(|person| match block.people[person].residence {
            Residence::Local | Residence::Away | Residence::District => (person, 1_000.0),
            Residence::Migrant(_) | Residence::Other => (person, 1.0),
            Residence::Outside | Residence::Unregistered => (person, 0.0),
        })
        .collect();
    let moved = choose_weighted(&mut block.chance, &candidates, part_of(count, 0.60));
    let shares = [
        ("10", 55.0),
        ("01", 20.0),
        ("02", 12.0),
        ("03", 5.0),
        ("04", 4.0),
        ("09", 2.0),
        ("07", 1.0),
        ("05", 1.0),
    ];
    let reasons = deal(&mut block.chance, &shares, moved.len());
    for (person, reason) in moved.into_iter().zip(reasons) {
        let someone = &block.people[person];
        // A registration by marriage needs a wedding, and young children are registered by birth.
        let (reason, day) = match (reason, someone.wedding) {
            ("02", Some(wedding)) => ("02", wedding + 60),
            _ if someone.age <= 1 => ("01", someone.birth + 20),
            ("01", _) => ("01", someone.birth + 20),
            ("02", None) => ("10", dates[someone.home]),
            (reason, _) => (reason, dates[someone.home]),
        };
        let day = day.max(someone.birth).min(today);
        let row = &mut block.people[person].row;
        row.set(Column::HukouMoveInReason, reason);
        row.set(Column::HukouMoveInDate, iso(day));
    }
}

/// Days since something that thins out with time: half as many in each `half_life` as in the one before.
pub fn waiting_days(block: &mut Block, half_life: Day) -> Day {
    let halvings = i32::try_from(block.chance.random::<u32>().trailing_zeros())
        .unwrap_or(0)
        .min(8);
    halvings * half_life + block.chance.random_range(0..half_life)
}
