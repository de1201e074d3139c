//! Progress on standard error, where that is a terminal.

use std::io::{self, IsTerminal};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use indicatif::{ProgressBar, ProgressStyle};

/// Returns a bar over this many pieces of work, with an estimate of the time that is left.
pub(crate) fn bar(pieces: usize, name: &str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template =
        format!("{{bar:30}} {{pos}} of {{len}} {name}, {{elapsed}} elapsed, {{eta}} left");
    let bar = ProgressBar::new(u64::try_from(pieces).unwrap_or(u64::MAX));
    styled(bar, &template)
}

/// Counts the entries of a list that are fetched.
pub(crate) fn counted<S: Stream>(
    entries: S,
    limit: usize,
    name: &str,
) -> impl Stream<Item = S::Item> {
    let bar = bar(limit, name);
    // The bar vanishes with the stream.
    let bar = Vanishing(bar);
    entries.take(limit).inspect(move |_| bar.0.inc(1))
}

struct Vanishing(ProgressBar);

impl Drop for Vanishing {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Waits for a search, and shows how long it has taken if it takes longer than a second.
pub(crate) async fn searching<T>(search: impl Future<Output = T>) -> T {
    let mut search = std::pin::pin!(search);
    if !io::stderr().is_terminal() {
        return search.await;
    }
    tokio::select! {
        result = &mut search => return result,
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
    let spinner = styled(
        ProgressBar::new_spinner(),
        "{spinner} searching page by page, {elapsed}",
    );
    let spinner = Vanishing(spinner);
    spinner.0.enable_steady_tick(Duration::from_millis(100));
    search.await
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    // The templates are fixed; without them a bar has its plain style.
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
