//! A plan with a way to the rows of each leaf.

use std::cell::RefCell;

use super::leaf::Leaf;
use super::{Rows, household};
use crate::bitmap::{Bitmap, Block};
use crate::query::plan::{CodeSet, Condition, Plan};

/// A plan that is ready to run over blocks.
pub(super) struct Program<'a> {
    node: Node<'a>,
    /// Blocks to put partial results into, kept from one block of rows to the next.
    scratch: RefCell<Vec<Block>>,
}

enum Node<'a> {
    And(Vec<Node<'a>>),
    Or(Vec<Node<'a>>),
    Not(Box<Node<'a>>),
    Leaf {
        /// The rows for which it is true.
        when_true: Leaf<'a>,
        /// The rows for which it is neither true nor false.
        unknown: Leaf<'a>,
    },
    /// Rows for which something is true, and rows for which it is false.
    Sets {
        when_true: Bitmap,
        when_false: Bitmap,
    },
}

impl<'a> Program<'a> {
    /// Prepares a plan. Builds the indexes that it lacks.
    pub fn new(plan: &Plan, rows: Rows<'a>) -> Self {
        Self {
            node: Node::new(plan, rows),
            scratch: RefCell::default(),
        }
    }

    /// Keeps the rows of a block for which a plan is true that is certain.
    pub fn intersect(&self, block: &mut Block) {
        self.intersect_node(&self.node, block);
    }

    fn intersect_node(&self, node: &Node, block: &mut Block) {
        match node {
            Node::And(members) => {
                for member in members {
                    if block.is_empty() {
                        return;
                    }
                    self.intersect_node(member, block);
                }
            }
            Node::Leaf { when_true, .. } => self.with_scratch(|scratch| when_true.intersect(block, scratch)),
            Node::Sets { when_true, .. } => block.intersect_set(when_true, false),
            Node::Or(members) => self.with_scratch(|found| {
                found.shape_like(block);
                found.fill(false);
                for member in members {
                    self.with_scratch(|member_rows| {
                        member_rows.copy_from(block);
                        self.intersect_node(member, member_rows);
                        found.unite(member_rows);
                    });
                }
                block.copy_from(found);
            }),
            Node::Not(member) => self.with_scratch(|found| {
                found.copy_from(block);
                self.intersect_node(member, found);
                block.subtract(found);
            }),
        }
    }

    /// The rows for which the plan is true and those for which it is false, of the rows that `shape` is of.
    pub fn both(&self, shape: &Block, when_true: &mut Block, when_false: &mut Block) {
        when_true.shape_like(shape);
        when_false.shape_like(shape);
        self.both_of_node(&self.node, when_true, when_false);
    }

    /// Overwrites two blocks of the same rows.
    fn both_of_node(&self, node: &Node, when_true: &mut Block, when_false: &mut Block) {
        match node {
            Node::Not(member) => self.both_of_node(member, when_false, when_true),
            Node::Leaf {
                when_true: leaf,
                unknown,
            } => {
                leaf.assign(when_true);
                when_false.copy_from(when_true);
                if !unknown.is_nothing() {
                    self.with_scratch(|rows| {
                        rows.shape_like(when_true);
                        unknown.assign(rows);
                        when_false.unite(rows);
                    });
                }
                when_false.complement();
            }
            Node::Sets {
                when_true: true_rows,
                when_false: false_rows,
            } => {
                when_true.assign(true_rows);
                when_false.assign(false_rows);
            }
            Node::And(members) => self.both_of_members(members, when_true, when_false, false),
            // By De Morgan's laws, which hold with three values: OR is false where all members are.
            Node::Or(members) => self.both_of_members(members, when_false, when_true, true),
        }
    }

    /// Joins the members of a group: `meet` the rows that all of them must have, `join` those that one of them must.
    fn both_of_members(&self, members: &[Node], meet: &mut Block, join: &mut Block, is_or: bool) {
        for (index, member) in members.iter().enumerate() {
            let both = |meet: &mut Block, join: &mut Block| {
                if is_or {
                    self.both_of_node(member, join, meet);
                } else {
                    self.both_of_node(member, meet, join);
                }
            };
            if index == 0 {
                both(meet, join);
                continue;
            }
            self.with_scratch(|member_meet| {
                self.with_scratch(|member_join| {
                    member_meet.shape_like(meet);
                    member_join.shape_like(meet);
                    both(member_meet, member_join);
                    meet.intersect(member_meet);
                    join.unite(member_join);
                });
            });
        }
    }

    fn with_scratch(&self, run: impl FnOnce(&mut Block)) {
        let mut block = self.scratch.borrow_mut().pop().unwrap_or_default();
        run(&mut block);
        self.scratch.borrow_mut().push(block);
    }
}

impl<'a> Node<'a> {
    fn new(plan: &Plan, rows: Rows<'a>) -> Self {
        let nodes = |members: &[Plan]| {
            let mut nodes: Vec<Self> = members.iter().map(|member| Self::new(member, rows)).collect();
            // The cheap ones first: a block that they leave empty is done.
            nodes.sort_by_key(Self::cost);
            nodes
        };
        match &plan.condition {
            Condition::And(members) => Self::And(nodes(members)),
            Condition::Or(members) => Self::Or(nodes(members)),
            Condition::Not(member) => Self::Not(Box::new(Self::new(member, rows))),
            Condition::Household {
                field,
                members,
                quantifier,
            } => {
                let column = rows.table.column(*field).expect("a plan names open fields only");
                let (when_true, when_false) = household::rows(column, members, *quantifier, rows);
                Self::Sets { when_true, when_false }
            }
            Condition::Codes {
                field,
                when_true,
                unknown,
            } => {
                let column = rows.table.column(*field).expect("a plan names open fields only");
                let leaf = |codes: &CodeSet| Leaf::new(*field, column, codes, rows.index);
                Self::Leaf {
                    when_true: leaf(when_true),
                    unknown: leaf(unknown),
                }
            }
        }
    }

    fn cost(&self) -> usize {
        match self {
            Self::Leaf { when_true, .. } => when_true.cost(),
            Self::Sets { .. } => 1,
            Self::Not(member) => member.cost(),
            Self::And(members) | Self::Or(members) => members.iter().map(Self::cost).sum(),
        }
    }
}
