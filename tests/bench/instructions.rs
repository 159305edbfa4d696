//! Runs each kernel a fixed number of times, for `instructions.mjs` to count its instructions under callgrind.
//!
//! The names of the kernels are printed in the order of running; callgrind writes one part for each.

use std::hint::black_box;

mod kernel;

/// Enough for the per-call work to be small beside that of the rows, and few enough for callgrind, which is fifty times slower.
const ROW_COUNT: usize = 100_000;

/// What callgrind counts, found by its name: it must stay a function of its own.
#[inline(never)]
fn count_these_instructions(work: &dyn Fn() -> u64) -> u64 {
    black_box(work())
}

fn main() {
    let bench = kernel::Bench::new(ROW_COUNT);
    for (name, work) in bench.kernels() {
        // Indexes are built when a field is first asked; that is no part of the kernel.
        black_box(work());
        black_box(count_these_instructions(&work));
        println!("{name}");
    }
}
