//! A plan with a way to the rows of each leaf.

use std::ops::Range;
use std::sync::Arc;

use super::{Rows, household};
use crate::bitmap::{Bitmap, Block};
use crate::index::Index;
use crate::query::plan::{CodeSet, Plan};
use crate::schema::FieldId;
use crate::table::Column;

/// Ranges up to which a set of codes is found by the bit-sliced index; a set in more pieces is looked up row by row.
const MAX_SLICED_RANGES: usize = 4;

/// The part of a column's values, as one in so many, up to which they are found by their postings.
const POSTINGS_SHARE: usize = 8;

/// A plan that is ready to run over blocks.
pub(super) struct Program<'a> {
    node: Node<'a>,
    row_count: usize,
}

enum Node<'a> {
    And(Vec<Node<'a>>),
    Or(Vec<Node<'a>>),
    /// All rows, or none.
    Constant(bool),
    /// The rows of some value bitmaps, or all others.
    Values {
        values: Arc<Vec<Bitmap>>,
        codes: Vec<usize>,
        is_inverted: bool,
    },
    /// The rows whose code is in one of these ranges.
    Sliced {
        slices: Arc<Vec<Bitmap>>,
        ranges: Vec<(u32, Option<u32>)>,
    },
    /// The rows of a set made for this question.
    Set(Bitmap),
    /// The rows whose code is marked.
    Marked {
        column: &'a Column,
        is_marked: Vec<bool>,
    },
}

impl<'a> Program<'a> {
    /// Prepares a plan. Builds the indexes that it lacks.
    pub fn new(plan: &Plan, rows: Rows<'a>) -> Self {
        Self {
            node: node(plan, rows),
            row_count: rows.table.row_count(),
        }
    }

    /// Keeps the rows of a block that the plan selects.
    pub fn intersect(&self, block: &mut Block) {
        self.intersect_node(&self.node, block);
    }

    fn intersect_node(&self, node: &Node, block: &mut Block) {
        match node {
            Node::Constant(true) => {}
            Node::Constant(false) => block.fill(false),
            Node::And(members) => {
                for member in members {
                    if block.is_empty() {
                        return;
                    }
                    self.intersect_node(member, block);
                }
            }
            Node::Values {
                values,
                codes,
                is_inverted,
            } if codes.len() == 1 => block.intersect_set(&values[codes[0]], *is_inverted),
            Node::Set(set) => block.intersect_set(set, false),
            _ => {
                let mut found = block.cleared();
                self.unite_node(node, &mut found);
                block.intersect(&found);
            }
        }
    }

    /// Adds the rows of a node to a block.
    fn unite_node(&self, node: &Node, block: &mut Block) {
        match node {
            Node::Constant(true) => block.fill(true),
            Node::Constant(false) => {}
            Node::Or(members) => {
                for member in members {
                    self.unite_node(member, block);
                }
            }
            Node::And(_) => {
                let mut found = block.cleared();
                found.fill(true);
                self.intersect_node(node, &mut found);
                block.unite(&found);
            }
            Node::Values {
                values,
                codes,
                is_inverted: false,
            } => {
                for &code in codes {
                    block.unite_set(&values[code], false);
                }
            }
            Node::Values {
                values,
                codes,
                is_inverted: true,
            } => {
                let mut found = block.cleared();
                for &code in codes {
                    found.unite_set(&values[code], false);
                }
                found.complement();
                block.unite(&found);
            }
            Node::Sliced { slices, ranges } => {
                let mut found = block.cleared();
                for &(low, high) in ranges {
                    found.assign_range(slices, low, high);
                    block.unite(&found);
                }
            }
            Node::Set(set) => block.unite_set(set, false),
            Node::Marked { column, is_marked } => {
                let mut found = block.cleared();
                found.assign_marked(self.row_count, column.codes(), is_marked);
                block.unite(&found);
            }
        }
    }
}

fn node<'a>(plan: &Plan, rows: Rows<'a>) -> Node<'a> {
    let nodes = |members: &[Plan]| {
        let mut nodes: Vec<Node> = members.iter().map(|member| node(member, rows)).collect();
        nodes.sort_by_key(Node::cost);
        nodes
    };
    match plan {
        Plan::And(members) => Node::And(nodes(members)),
        Plan::Or(members) => Node::Or(nodes(members)),
        Plan::Household(plan) => Node::Set(household::rows(plan, rows)),
        Plan::Codes { field, codes } => {
            let column = rows.table.column(*field).expect("a plan names open fields only");
            leaf(*field, column, codes, rows.index)
        }
    }
}

impl Node<'_> {
    /// Words read for a word of result: of several conditions the cheap ones go first, and a block that they leave empty is
    /// done.
    fn cost(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Set(_) => 1,
            Self::Values { codes, .. } => codes.len(),
            Self::Sliced { slices, ranges } => slices.len() * ranges.len(),
            Self::Marked { .. } => 64,
            Self::And(members) | Self::Or(members) => members.iter().map(Self::cost).sum(),
        }
    }
}

fn leaf<'a>(field: FieldId, column: &'a Column, wanted: &CodeSet, index: &Index) -> Node<'a> {
    let end = column.missing_code() + usize::from(column.has_missing());
    let is_everything = matches!(wanted.ranges(), [range] if range.start == 0 && range.end >= end);
    if wanted.is_empty() || is_everything {
        return Node::Constant(is_everything && end > 0);
    }
    if let Some(values) = index.values(field, column) {
        // Whichever side has fewer values: every row has exactly one code.
        let is_inverted = wanted.len() * 2 > end;
        let is_wanted = |code: usize| wanted.ranges().iter().any(|range| range.contains(&code));
        let codes = (0..end).filter(|&code| is_wanted(code) != is_inverted).collect();
        return Node::Values {
            values,
            codes,
            is_inverted,
        };
    }
    if wanted.ranges().len() <= MAX_SLICED_RANGES {
        let bounds = |range: &Range<usize>| {
            let bound = |code: usize| u32::try_from(code).expect("codes fit 32 bits");
            (bound(range.start), (range.end < end).then(|| bound(range.end)))
        };
        return Node::Sliced {
            slices: index.slices(field, column),
            ranges: wanted.ranges().iter().map(bounds).collect(),
        };
    }
    if wanted.len() <= column.cardinality() / POSTINGS_SHARE {
        let postings = index.postings(field, column);
        let lists = wanted.ranges().iter().map(|range| postings.rows(range.clone()));
        return Node::Set(Bitmap::from_row_ids(column.codes().len(), lists));
    }
    let mut is_marked = vec![false; column.missing_code() + 1];
    for range in wanted.ranges() {
        is_marked[range.clone()].fill(true);
    }
    Node::Marked { column, is_marked }
}
