//! Households: one head, one dwelling, one grid, one head name.

use super::Findings;
use crate::register::View;

/// Every household has one head: relation 02, or 01 for who lives alone.
pub fn v28_exactly_one_head(view: &View<'_>, findings: &mut Findings) {
    for members in view.households.values() {
        if view.only_head(members).is_none() {
            findings.row(members[0], &["household_id", "relation_to_head"]);
        }
    }
}

/// The flag is set for the head and for nobody else.
pub fn v29_head_flag(view: &View<'_>, findings: &mut Findings) {
    let flag = view.register.column("is_household_head");
    for members in view.households.values() {
        for &row in members {
            let is_flagged = view.register.cell(row, flag) == "1";
            if is_flagged != view.is_head(row, members.len()) {
                findings.row(row, &["is_household_head", "relation_to_head"]);
            }
        }
    }
}

/// The members of a household share grid, building and room.
pub fn v33_one_dwelling(view: &View<'_>, findings: &mut Findings) {
    for id in ["grid_code", "building_no", "room_no"] {
        let column = view.register.column(id);
        for members in view.households.values() {
            let first = view.register.cell(members[0], column);
            for &row in &members[1..] {
                if view.register.cell(row, column) != first {
                    findings.row(row, &["household_id", column.id]);
                }
            }
        }
    }
}

/// Fourteen digits, the first twelve the community, and a grid that exists. Looks at every row.
pub fn v34_grid_code(view: &View<'_>, findings: &mut Findings) {
    let grid = view.register.column("grid_code");
    let community = view.register.column("community_code");
    let known = view.register.codes("grid");
    for row in 0..view.register.row_count() {
        let code = view.register.cell(row, grid);
        let holds = code.len() == 14
            && code.bytes().all(|byte| byte.is_ascii_digit())
            && &code[..12] == view.register.cell(row, community)
            && known.contains(code);
        if !holds {
            findings.row(row, &["grid_code"]);
        }
    }
}

/// The name of the head is that of the head's row.
pub fn v36_head_name(view: &View<'_>, findings: &mut Findings) {
    let name = view.register.column("name");
    let head_name = view.register.column("head_name");
    for members in view.households.values() {
        let Some(head) = view.only_head(members) else {
            continue;
        };
        for &row in members {
            if view.register.cell(row, head_name) != view.register.cell(head, name) {
                findings.row(row, &["head_name"]);
            }
        }
    }
}
