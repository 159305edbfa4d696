//! The rows of a plan.
//!
//! A plan is turned into a [`Program`]: each leaf becomes the cheapest way to its rows that the indexes offer. The program then
//! runs over one block of rows after the other, so that what a question puts together stays in the processor's nearest memory,
//! and nothing but the result is ever as long as the table.

mod household;
mod program;

use super::plan::{Plan, Plans};
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
    /// Rows for which it is false; the rest of the population is unknown.
    pub when_false: usize,
}

impl Rows<'_> {
    /// The rows that a plan selects, be they counted or not.
    ///
    /// # Panics
    ///
    /// If the plan was made for another table.
    pub fn of_plan(self, plan: &Plan) -> Bitmap {
        let everything = Bitmap::full(self.table.row_count());
        let program = Program::new(plan, self);
        let mut rows = Bitmap::empty(everything.len());
        for_each_block(&everything, |whole| {
            let mut block = whole.clone();
            program.intersect(&mut block);
            rows.put_block(&block);
        });
        rows
    }

    /// The rows of the population that a filter selects, and how many it does not.
    ///
    /// # Panics
    ///
    /// If the plans were made for another table.
    pub fn select(self, plans: &Plans) -> (Bitmap, Division) {
        let mut rows = Bitmap::empty(self.population.len());
        let division = self.divide(plans, |block| rows.put_block(block));
        (rows, division)
    }

    /// How many rows of the population a filter selects, without building the selection.
    ///
    /// # Panics
    ///
    /// If the plans were made for another table.
    pub fn count(self, plans: &Plans) -> Division {
        self.divide(plans, |_| {})
    }

    fn divide(self, plans: &Plans, mut visit: impl FnMut(&Block)) -> Division {
        let when_true = Program::new(&plans.when_true, self);
        // Where nothing is unknown, what is not true is false.
        let when_false = (!plans.is_certain).then(|| Program::new(&plans.when_false, self));
        let mut division = Division {
            when_true: 0,
            when_false: 0,
        };
        let mut block = Block::default();
        for_each_block(self.population, |population| {
            block.copy_from(population);
            when_true.intersect(&mut block);
            let true_count = block.count();
            division.when_true += true_count;
            visit(&block);
            division.when_false += match &when_false {
                None => population.count() - true_count,
                Some(program) => {
                    block.copy_from(population);
                    program.intersect(&mut block);
                    block.count()
                }
            };
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
