//! An allocator that inspects every freed block of memory for secrets that should have been wiped.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system allocator, which inspects every freed block. It serves the entire program, so a test
/// target has one set of secrets.
#[derive(Debug)]
pub struct Watching {
    secrets: OnceLock<&'static [&'static [u8]]>,
    found: AtomicUsize,
}

impl Watching {
    /// An allocator that looks for nothing yet.
    #[expect(clippy::new_without_default, reason = "a static needs a const one")]
    pub const fn new() -> Self {
        Self {
            secrets: OnceLock::new(),
            found: AtomicUsize::new(0),
        }
    }

    /// Looks for these from now on. Only the first call counts.
    pub fn look_for(&self, secrets: &'static [&'static [u8]]) {
        self.secrets.get_or_init(|| secrets);
    }

    /// How many freed blocks held a secret since the last call.
    pub fn found(&self) -> usize {
        self.found.swap(0, Ordering::SeqCst)
    }

    fn look_into(&self, block: &[u8]) {
        let Some(secrets) = self.secrets.get() else {
            return;
        };
        let holds = |secret: &&[u8]| block.windows(secret.len()).any(|window| window == *secret);
        if secrets.iter().any(holds) {
            self.found.fetch_add(1, Ordering::SeqCst);
        }
    }
}

// SAFETY: every block comes from `System` and goes back to it with the layout that it came with.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that a freed block can be read even where it was never written.
        // SAFETY: the caller keeps to the rules of `alloc`, which are those of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is the caller's, of this size, and was zeroed when it was made.
        self.look_into(unsafe { std::slice::from_raw_parts(block, layout.size()) });
        // SAFETY: it came from `System` with this layout.
        unsafe { System.dealloc(block, layout) }
    }

    // `realloc` is left to the trait, which moves: the old place comes back through `dealloc`.
}
