//! A headless Chromium for a journey: see `.ci/browser`.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, PageLoadStrategy, TimeoutConfiguration};

use crate::http::Loopback;

/// How long a page may take to show what is waited for. It is reached only where something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Browsers that run at the same time.
static BROWSERS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// The driver of this process. It ends when its standard input does, however this process ends.
struct Driver {
    url: String,
    browser: String,
    _input: ChildStdin,
    _child: Child,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

impl Driver {
    /// `None` where Chromium is not installed.
    ///
    /// # Panics
    /// In CI, where it must be there.
    fn start() -> Option<Self> {
        let mut child = Command::new(root().join(".ci/browser"))
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let Some((url, browser)) = line.trim().split_once(' ') else {
            let status = child.wait().unwrap();
            assert_eq!(
                status.code(),
                Some(3),
                "the driver of Chromium did not start"
            );
            assert!(
                std::env::var_os("CI").is_none(),
                "Chromium must be installed in CI"
            );
            // Not through the macro, whose output a passing test keeps to itself.
            let text = "\nNOT TESTED IN A BROWSER: it is not installed. Run .ci/browser install\n";
            std::io::stderr().lock().write_all(text.as_bytes()).unwrap();
            return None;
        };
        Some(Self {
            url: url.to_owned(),
            browser: browser.to_owned(),
            _input: child.stdin.take().unwrap(),
            _child: child,
        })
    }

    fn shared() -> Option<&'static Self> {
        static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
        DRIVER.get_or_init(Self::start).as_ref()
    }
}

/// How a browser differs from the usual one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Kind {
    /// A phone of 360 by 740 pixels.
    pub(crate) narrow: bool,
    /// JavaScript is switched off.
    pub(crate) without_script: bool,
    /// A click does not wait for the page that it leads to.
    pub(crate) impatient: bool,
}

/// A browser with an empty profile.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    journey: &'static str,
    pictures: std::cell::Cell<u32>,
    _profile: TempDir,
    _permit: tokio::sync::SemaphorePermit<'static>,
}

impl Browser {
    /// Starts a browser for a journey; `None` where there is none outside CI.
    pub(crate) async fn start(journey: &'static str, kind: Kind) -> Option<Self> {
        let shared = tokio::task::spawn_blocking(Driver::shared).await.unwrap()?;
        let permit = BROWSERS.acquire().await.unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&shared.browser).unwrap();
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,900",
        ] {
            wanted.add_arg(argument).unwrap();
        }
        let folder = format!("--user-data-dir={}", profile.path().display());
        wanted.add_arg(&folder).unwrap();
        if kind.narrow {
            let phone = json!({"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 1.0}});
            wanted
                .add_experimental_option("mobileEmulation", phone)
                .unwrap();
        }
        if kind.without_script {
            let off = json!({"profile.managed_default_content_settings.javascript": 2});
            wanted.add_experimental_option("prefs", off).unwrap();
        }
        if kind.impatient {
            wanted
                .set_page_load_strategy(PageLoadStrategy::None)
                .unwrap();
        }
        let session = WebDriver::builder(&*shared.url, wanted).client(Loopback);
        let driver = session.await.unwrap();
        let times = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), Some(Duration::ZERO));
        driver.update_timeouts(times).await.unwrap();
        Some(Self {
            driver,
            journey,
            pictures: std::cell::Cell::new(0),
            _profile: profile,
            _permit: permit,
        })
    }

    /// Loads a page.
    pub(crate) async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// The element of a CSS selector, once it is there.
    pub(crate) async fn find(&self, selector: &str) -> WebElement {
        let since = Instant::now();
        loop {
            match self.driver.find(By::Css(selector)).await {
                Ok(element) => return element,
                Err(error) if since.elapsed() > PATIENCE => panic!("no {selector}: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// The button with this text, once it is there.
    pub(crate) async fn button(&self, text: &str) -> WebElement {
        let path = format!("//button[normalize-space()='{text}']");
        let since = Instant::now();
        loop {
            match self.driver.find(By::XPath(&path)).await {
                Ok(element) => return element,
                Err(error) if since.elapsed() > PATIENCE => panic!("no {text}: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    pub(crate) async fn press(&self, text: &str) {
        self.button(text).await.click().await.unwrap();
    }

    pub(crate) async fn type_into(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Goes back, and presses this button where the page has it. A browser may show the page as it was
    /// or load it again: each does so sometimes.
    pub(crate) async fn go_back_and_press(&self, text: &str) {
        let path = format!("//button[normalize-space()='{text}']");
        for _ in 0..3 {
            self.driver.back().await.unwrap();
            if let Ok(button) = self.driver.find(By::XPath(&path)).await {
                return button.click().await.unwrap();
            }
        }
    }

    /// Waits until the page shows this text.
    pub(crate) async fn shows(&self, text: &str) {
        let since = Instant::now();
        loop {
            // The body of a page that is being replaced is no longer there.
            let shown = match self.driver.find(By::Css("body")).await {
                Ok(body) => body.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if shown.contains(text) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "no {text:?} in {shown}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn address(&self) -> String {
        self.driver.current_url().await.unwrap().into()
    }

    /// Takes a screenshot, for people to look at.
    pub(crate) async fn picture(&self, of: &str) {
        let target = std::env::var_os("CARGO_TARGET_DIR");
        let target = target.map_or_else(|| root().join("target"), PathBuf::from);
        let folder = target.join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        let file = folder.join(format!("{}-{number}-{of}.png", self.journey));
        self.driver.screenshot(&file).await.unwrap();
    }

    pub(crate) async fn quit(self) {
        self.driver.quit().await.unwrap();
    }
}
