-- One row per attempt. The primary key arbitrates: of all callers that insert the same number of
-- the same reference, one succeeds. Times are microseconds since 1970-01-01 00:00 UTC.
CREATE TABLE payments_attempts (
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    operation TEXT NOT NULL,
    -- The merchant's reference, or the provider's id for operations on an existing object.
    reference TEXT NOT NULL,
    -- 1 for the first attempt. A further attempt exists only where the one before it failed.
    number BIGINT NOT NULL,
    -- A random identifier of the attempt.
    attempt_id TEXT NOT NULL,
    -- A digest of the request: see "Fingerprints" in the documentation of the crate.
    fingerprint TEXT NOT NULL,
    -- The amount of the request, such as 20.00 VES; null where the operation has none.
    amount TEXT,
    -- dispatched: claimed, and the call may be in flight. unknown: the call ended without a result
    -- that decides. done: the provider did it. failed: the provider did not do it.
    state TEXT NOT NULL,
    -- Which process claimed it, and when.
    begun_by TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- The result of a done attempt, as JSON, with the name of its type.
    result_type TEXT,
    result TEXT,
    -- Why it failed or is unknown, as JSON.
    error TEXT,
    -- What decided: response, resolution or person.
    decided_by TEXT,
    closed_at BIGINT,
    -- For an attempt that a person closed: who, and why.
    closed_by TEXT,
    close_reason TEXT,
    -- What only a person can decide, with the instruction.
    needs_person TEXT,
    -- 1 where the response of the call contradicts the resolution recorded before it.
    contradicted BIGINT NOT NULL DEFAULT 0,
    -- The next work on it: resolve, deliver or settle. Due at due_at; a lease moves due_at forward.
    task TEXT,
    due_at BIGINT,
    leased_by TEXT,
    -- How often the current work was tried without success.
    tries BIGINT NOT NULL DEFAULT 0,
    -- When to look after a payment that waits for its payer; null where there is nothing to wait for.
    settle_at BIGINT,
    PRIMARY KEY (provider, environment, operation, reference, number)
);

-- Finds due work without reading closed attempts.
CREATE INDEX payments_attempts_due ON payments_attempts (provider, environment, due_at)
    WHERE due_at IS NOT NULL;

-- Finds open attempts, the oldest first.
CREATE INDEX payments_attempts_open ON payments_attempts (begun_at) WHERE closed_at IS NULL;

-- Finds what a person must decide.
CREATE INDEX payments_attempts_person ON payments_attempts (begun_at)
    WHERE needs_person IS NOT NULL;

-- Finds what retention may delete.
CREATE INDEX payments_attempts_closed ON payments_attempts (closed_at)
    WHERE closed_at IS NOT NULL;
