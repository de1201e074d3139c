//! Counting the calls of a plan, and which of them a fault hit.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::{Fault, FaultPlan};

/// A call that a fault hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultedCall {
    /// Its number among the calls that the plan covers, counted from 1.
    pub number: u64,
    /// The name of its operation.
    pub operation: &'static str,
    /// The fault.
    pub fault: Fault,
}

/// The result of a [`FaultPlan`]. Its text names the plan with its seed, and every call that a
/// fault hit: put it into a test's assertions.
///
/// ```text
/// 9 calls, faults by chance in one call of 4, seed 42
///   call 3, token: html
///   call 7, confirm_payment: break_after
/// ```
#[derive(Clone, Debug)]
pub struct FaultReport {
    plan: FaultPlan,
    calls: u64,
    faulted_calls: Vec<FaultedCall>,
}

impl FaultReport {
    /// The plan.
    pub fn plan(&self) -> &FaultPlan {
        &self.plan
    }

    /// How many calls the plan covered so far.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// The calls that a fault hit, in their order.
    pub fn faulted_calls(&self) -> &[FaultedCall] {
        &self.faulted_calls
    }
}

impl fmt::Display for FaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls, faults {}", self.calls, self.plan)?;
        for call in &self.faulted_calls {
            write!(
                f,
                "\n  call {}, {}: {}",
                call.number, call.operation, call.fault
            )?;
        }
        Ok(())
    }
}

/// Counts the calls of a plan.
#[derive(Debug)]
pub struct FaultInjector {
    report: Mutex<FaultReport>,
}

impl FaultInjector {
    /// An injector that follows this plan.
    pub fn new(plan: FaultPlan) -> Self {
        Self {
            report: Mutex::new(FaultReport {
                plan,
                calls: 0,
                faulted_calls: Vec::new(),
            }),
        }
    }

    /// Counts a call, which may be part of any of these operations, and returns its fault, if any.
    pub fn next(&self, operations: &[&'static str]) -> Option<InjectedFault> {
        let mut report = self.lock();
        let operation = report.plan.covered(operations)?;
        report.calls += 1;
        let fault = report.plan.fault(report.calls)?;
        let call = FaultedCall {
            number: report.calls,
            operation,
            fault,
        };
        report.faulted_calls.push(call);
        let plan = report.plan.clone();
        Some(InjectedFault { call, plan })
    }

    /// What has been injected so far.
    pub fn report(&self) -> FaultReport {
        self.lock().clone()
    }

    /// Prints the report to standard error while a panic unwinds, at the end of a failed test. The
    /// message of the panic rarely says how to reproduce the fault.
    #[expect(
        clippy::print_stderr,
        reason = "a failing test is read on standard error, and the harness shows it for no other"
    )]
    pub fn report_if_panicking(&self) {
        let report = self.lock();
        if thread::panicking() && !report.faulted_calls.is_empty() {
            eprintln!("{}", *report);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FaultReport> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fault that hit a call, and the source of the error that it causes.
#[derive(Debug, thiserror::Error)]
#[error("call {}, {}: {}, a fault {plan}", call.number, call.operation, call.fault)]
pub struct InjectedFault {
    call: FaultedCall,
    plan: FaultPlan,
}

impl InjectedFault {
    /// The fault.
    pub fn fault(&self) -> Fault {
        self.call.fault
    }
}
