//! Counts the bytes that are allocated now, and the most that were.

#![allow(dead_code, reason = "each test program that includes this needs a part of it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Of this thread alone: other tests run beside this one.
    static ALLOCATED: Cell<isize> = const { Cell::new(0) };
    /// The most that this thread had allocated since it was last asked to watch.
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn note(change: isize) {
    // A thread that ends frees what it had after its own counter is gone.
    let _ = ALLOCATED.try_with(|allocated| {
        allocated.set(allocated.get() + change);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(allocated.get())));
    });
}

// SAFETY: everything is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(layout.size() as isize);
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(-(layout.size() as isize));
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Bytes that this thread has allocated and nobody has freed; below 0 for a thread that frees what others have allocated.
pub fn allocated() -> isize {
    ALLOCATED.with(Cell::get)
}

/// What something gives, and how many more bytes than before this thread had allocated at the worst moment of it.
///
/// A block that grows counts twice for a moment, as it does where it cannot grow in its place.
pub fn peak_of<T>(something: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATED.with(Cell::get);
    PEAK.with(|peak| peak.set(before));
    let given = something();
    let peak = PEAK.with(Cell::get) - before;
    (
        given,
        peak.try_into().expect("the peak was set to what there was before"),
    )
}
