//! Counts the bytes that are allocated now, and the most that were at once.

#![allow(dead_code, reason = "each test program that includes this needs a part of it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Of this thread alone: other tests run beside this one.
    static ALLOCATED: Cell<isize> = const { Cell::new(0) };
    /// The most that it was since [`forget_largest`].
    static LARGEST: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

fn note(change: isize) {
    // A thread that ends frees what it had after its own counter is gone.
    let _ = ALLOCATED.try_with(|allocated| {
        let now = allocated.get() + change;
        allocated.set(now);
        LARGEST.try_with(|largest| largest.set(largest.get().max(now)))
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

/// Bytes that this thread has allocated and nobody has freed.
pub fn allocated() -> usize {
    ALLOCATED
        .with(Cell::get)
        .try_into()
        .expect("nothing is freed that was not allocated")
}

/// Begins anew to look for the most.
pub fn forget_largest() {
    LARGEST.with(|largest| largest.set(ALLOCATED.with(Cell::get)));
}

/// The most bytes that this thread had allocated at once since [`forget_largest`].
pub fn largest() -> usize {
    LARGEST
        .with(Cell::get)
        .try_into()
        .expect("nothing is freed that was not allocated")
}
