-- A second step at sign-in. It is on for who has an app or a passkey.

-- The secret a person shares with an app that shows codes, sealed with a key of the platform's.
CREATE TABLE authenticators (
  person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  -- The newest half minute whose code was used: neither it nor an older one counts again.
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passkeys (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  -- As the browser names it.
  credential_id TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  -- How often its device says it was used; 0 where the device does not count.
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_person ON passkeys (person_id);

-- For who lost all of that; each works once.
CREATE TABLE recovery_codes (
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (person_id, code_hash)
) STRICT;

-- Signed tickets and challenges that have done their work, until they would have ended anyway.
CREATE TABLE spent (
  id TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_by_expiry ON spent (expires_at);

-- When the person behind a session last proved who they are.
CREATE TABLE session_proofs (
  token_hash TEXT PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
  at INTEGER NOT NULL
) STRICT;

-- Since when the school opens for staff with a second step alone; NULL: for all.
ALTER TABLE schools ADD COLUMN two_factor_since INTEGER;
