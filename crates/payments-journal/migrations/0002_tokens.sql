-- Access tokens that machines share, sealed with a key that is not in the database.
CREATE TABLE payments_tokens (
    name TEXT NOT NULL PRIMARY KEY,
    -- Nonce and ciphertext in hexadecimal digits; null before the first token is saved.
    sealed TEXT,
    -- Increases with each token that is saved.
    version BIGINT NOT NULL,
    -- Which process fetches the next token, and until when it may.
    leased_by TEXT,
    leased_until BIGINT NOT NULL
);
