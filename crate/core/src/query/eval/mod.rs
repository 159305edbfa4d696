//! The rows of a plan.
//!
//! A plan is turned into a [`Program`]: each leaf becomes the cheapest way to its rows that the indexes offer. The program then
//! runs over one block of rows after the other, so that what a question puts together stays in the processor's nearest memory,
//! and nothing but the result is ever as long as the table. Rows for which a question is true and rows for which it is false come
//! out of the same run: each index is read once for both.

mod household;
mod leaf;
mod program;

use super::plan::Plan;
use crate::bitmap::{Bitmap, Block, block_count};
use crate::index::Index;
use crate::table::Table;

use program::Program;

/// What a plan is evaluated over.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// The columns.
    pub table: &'a Table,
    /// Their indexes.
    pub index: &'a Index,
    /// The rows that are counted, which are the members of households.
    pub population: &'a Bitmap,
}

/// How the rows of a population divide over the answers of one filter. Counts are rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Rows for which the filter is true.
    pub when_true: usize,
    /// Rows for which it is neither true nor false; for the rest of the population it is false.
    pub unknown: usize,
}

impl Rows<'_> {
    /// The rows for which a plan is true and those for which it is false, be they counted or not.
    ///
    /// # Panics
    ///
    /// If the plan was made for another table.
    pub fn truth(self, plan: &Plan) -> (Bitmap, Bitmap) {
        let everything = Bitmap::full(self.table.row_count());
        let program = Program::new(plan, self);
        let (mut when_true, mut when_false) = (Bitmap::empty(everything.len()), Bitmap::empty(everything.len()));
        let (mut true_block, mut false_block) = (Block::default(), Block::default());
        for_each_block(&everything, |whole| {
            program.both(whole, &mut true_block, &mut false_block);
            true_block.intersect(whole);
            false_block.intersect(whole);
            when_true.put_block(&true_block);
            when_false.put_block(&false_block);
        });
        (when_true, when_false)
    }

    /// The rows of the population that a filter selects, and how the population divides.
    ///
    /// # Panics
    ///
    /// If the plan was made for another table.
    pub fn select(self, plan: &Plan) -> (Bitmap, Division) {
        let mut rows = Bitmap::empty(self.population.len());
        let division = self.divide(plan, |block| rows.put_block(block));
        (rows, division)
    }

    /// How the population divides, without building the selection.
    ///
    /// # Panics
    ///
    /// If the plan was made for another table.
    pub fn count(self, plan: &Plan) -> Division {
        self.divide(plan, |_| {})
    }

    fn divide(self, plan: &Plan, mut visit: impl FnMut(&Block)) -> Division {
        let program = Program::new(plan, self);
        let (mut true_block, mut false_block) = (Block::default(), Block::default());
        let mut division = Division {
            when_true: 0,
            unknown: 0,
        };
        for_each_block(self.population, |population| {
            if plan.is_certain {
                true_block.copy_from(population);
                program.intersect(&mut true_block);
            } else {
                program.both(population, &mut true_block, &mut false_block);
                true_block.intersect(population);
                // What is not known is what is neither.
                false_block.unite(&true_block);
                false_block.complement();
                division.unknown += false_block.and_count(population);
            }
            division.when_true += true_block.count();
            visit(&true_block);
        });
        division
    }
}

/// Visits the blocks of a set in order.
fn for_each_block(set: &Bitmap, mut visit: impl FnMut(&Block)) {
    let mut block = Block::default();
    for index in 0..block_count(set.len()) {
        block.load(set, index);
        visit(&block);
    }
}
