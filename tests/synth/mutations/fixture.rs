//! Registers made by hand.

use crate::{catalogue, generated::code_lists_of_the_schema, register::Register};

/// Four households of a village, all rules kept.
pub fn fixture() -> Register {
    let text = include_str!("fixture.csv");
    let header: Vec<String> = text
        .lines()
        .find(|line| !line.starts_with('#'))
        .expect("the fixture has a header")
        .split(',')
        .map(str::to_owned)
        .collect();
    let rows = catalogue::table(text)
        .iter()
        .map(|cells| {
            catalogue::fields()
                .iter()
                .map(|field| match field.id.as_str() {
                    "community_code" => "510115101901".to_owned(),
                    id => header
                        .iter()
                        .position(|name| name == id)
                        .map_or_else(String::new, |at| cells[at].clone()),
                })
                .collect()
        })
        .collect();
    Register::new(&all_fields(), rows, code_lists_of_the_schema())
}

/// The 20 grids of the community with people in them who have nothing but a household: enough for the sizes of grids.
pub fn twenty_grids() -> Register {
    let mut rows = Vec::new();
    for grid in catalogue::grids() {
        for resident in 0..grid.residents as usize {
            let household = resident % grid.households;
            rows.push(
                catalogue::fields()
                    .iter()
                    .map(|field| match field.id.as_str() {
                        "community_code" => "510115003064".to_owned(),
                        "grid_code" => grid.code.clone(),
                        "household_id" => format!("{}-{household}", grid.code),
                        "record_status" => "1".to_owned(),
                        _ => String::new(),
                    })
                    .collect(),
            );
        }
    }
    Register::new(&all_fields(), rows, code_lists_of_the_schema())
}

fn all_fields() -> Vec<String> {
    catalogue::fields().iter().map(|field| field.id.clone()).collect()
}
