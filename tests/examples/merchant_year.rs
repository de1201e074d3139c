//! Simulates a merchant's year in virtual time, from one seed or from many: see
//! `payments_tests::year`.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

use std::collections::BTreeMap;
use std::env;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use payments_tests::year::{Decision, Failure, Flaw, Plan, Size, Year, run, search};

const USAGE: &str = "\
merchant_year                        one year of 50,000 orders and 200 subscriptions
merchant_year -- --seeds 1000        a smaller year from each of the seeds 0 to 999
with --seed N                        another seed
     --orders N --subscriptions N    another size
     --flaw NAME                     something done wrong on purpose
     --keep N,N                      with only these events
     --trace                         printing every step
Without --release, one year is as small as those of many seeds.";

/// How many lines of what people decided are printed for each instruction.
const LINES: usize = 2;

#[derive(Default)]
struct Arguments {
    seed: u64,
    seeds: Option<u64>,
    orders: Option<u32>,
    subscriptions: Option<u32>,
    flaw: Option<Flaw>,
    keep: Option<Vec<usize>>,
    trace: bool,
}

fn arguments() -> Option<Arguments> {
    let mut read = Arguments {
        seed: 1,
        ..Arguments::default()
    };
    let mut given = env::args().skip(1);
    while let Some(name) = given.next() {
        if name == "--trace" {
            read.trace = true;
            continue;
        }
        let value = given.next()?;
        match name.as_str() {
            "--seed" => read.seed = value.parse().ok()?,
            "--seeds" => read.seeds = Some(value.parse().ok()?),
            "--orders" => read.orders = Some(value.parse().ok()?),
            "--subscriptions" => read.subscriptions = Some(value.parse().ok()?),
            "--flaw" => read.flaw = Some(Flaw::named(&value)?),
            "--keep" => {
                let numbers = value.split(',').map(str::parse);
                read.keep = Some(numbers.collect::<Result<_, _>>().ok()?);
            }
            _ => return None,
        }
    }
    Some(read)
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        println!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let is_one_full_year = arguments.seeds.is_none() && !cfg!(debug_assertions);
    let size = if is_one_full_year {
        Size::YEAR
    } else {
        Size::SMALL
    };
    let size = Size::new(
        arguments.orders.unwrap_or(size.orders),
        arguments.subscriptions.unwrap_or(size.subscriptions),
    );
    let begun = Instant::now();
    let is_well = match arguments.seeds {
        Some(seeds) => many(seeds, size, arguments.flaw.unwrap_or(Flaw::None)),
        None => one(&arguments, size),
    };
    println!("{} seconds", begun.elapsed().as_secs());
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn one(arguments: &Arguments, size: Size) -> bool {
    let flaw = arguments.flaw.unwrap_or(Flaw::None);
    let mut plan = Plan::draw(arguments.seed, size);
    if let Some(numbers) = &arguments.keep {
        plan = plan.keep(numbers);
    }
    let watch: Option<fn(&str)> = match arguments.trace {
        true => Some(|line| println!("{line}")),
        false => None,
    };
    let year = run(&plan, flaw, watch);
    println!(
        "seed {}: {} orders, {} subscriptions, {} events, {} steps, trace {:016x}",
        plan.seed,
        size.orders,
        size.subscriptions,
        plan.events.len(),
        year.steps,
        year.digest
    );
    print!("{}", year.books);
    decisions(&year.decisions);
    if year.failures.is_empty() {
        println!("the books of the journal, the shop and both services agree");
        return true;
    }
    println!("THE BOOKS DO NOT AGREE:");
    for failure in &year.failures {
        println!("  {failure}");
    }
    if arguments.keep.is_none() && size.orders <= 1_000 {
        print!("{}", Failure::of(&plan, flaw));
    }
    false
}

fn many(seeds: u64, size: Size, flaw: Flaw) -> bool {
    let (years, steps) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let decided = Mutex::new(Vec::new());
    let done = |seed: u64, year: &Year| {
        years.fetch_add(1, Ordering::Relaxed);
        steps.fetch_add(year.steps as usize, Ordering::Relaxed);
        if let Ok(mut decided) = decided.lock() {
            decided.extend(year.decisions.iter().cloned());
        }
        if seed % 100 == 99 {
            println!("seed {seed}");
        }
    };
    let failure = search(0..seeds, size, flaw, done);
    println!(
        "{} years of {} orders and {} subscriptions, {} steps",
        years.into_inner(),
        size.orders,
        size.subscriptions,
        steps.into_inner()
    );
    if let Ok(decided) = decided.into_inner() {
        decisions(&decided);
    }
    match failure {
        None => {
            println!("the books of the journal, the shop and both services agree in each of them");
            true
        }
        Some(failure) => {
            print!("THE BOOKS DO NOT AGREE: {failure}");
            false
        }
    }
}

/// Prints what people had to decide, by instruction.
fn decisions(decisions: &[Decision]) {
    let mut by_instruction: BTreeMap<String, Vec<&Decision>> = BTreeMap::new();
    for decision in decisions {
        let digits = |letter: char| if letter.is_ascii_digit() { '#' } else { letter };
        let mut kind: String = decision.instruction.chars().map(digits).collect();
        while kind.contains("##") {
            kind = kind.replace("##", "#");
        }
        by_instruction.entry(kind).or_default().push(decision);
    }
    println!("people had to decide {} attempts", decisions.len());
    for (kind, decided) in by_instruction {
        let happened = decided.iter().filter(|one| one.happened).count();
        println!("  {} ({happened} happened): {kind}", decided.len());
        for decision in decided.iter().take(LINES) {
            println!("    {decision}");
        }
    }
}
