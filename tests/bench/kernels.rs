//! The kernels by the clock, on this machine's processor: `scripts/bench --kernels`.
//!
//! `memory/…` is the limit that no kernel can pass: the plain sum of as many bytes as one bitmap has, and of as many as a column
//! of one-byte codes has.

use std::hint::black_box;

use criterion::{Criterion, Throughput};

mod kernel;

/// A district.
const ROW_COUNT: usize = 1_000_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let bench = kernel::Bench::new(ROW_COUNT);
    let mut group = criterion.benchmark_group("memory");
    for (name, byte_len) in [("bitmap", ROW_COUNT / 8), ("one_byte_codes", ROW_COUNT)] {
        let words = vec![0x0123_4567_89ab_cdef_u64; byte_len / 8];
        group.throughput(Throughput::Bytes(byte_len as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                black_box(&words)
                    .iter()
                    .fold(0_u64, |sum, word| sum.wrapping_add(*word))
            });
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("kernel");
    for (name, work) in bench.kernels() {
        group.bench_function(name, |bencher| bencher.iter(|| black_box(work())));
    }
    group.finish();
    criterion.final_summary();
}
