-- Accounts elsewhere that open a student's account.
CREATE TABLE student_identities (
  provider TEXT NOT NULL,
  -- Who it is there, for good.
  subject TEXT NOT NULL,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  -- Its address as the provider had verified it last, so that a person can tell two apart; empty: none.
  email TEXT NOT NULL COLLATE NOCASE,
  linked_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (provider, subject)
) STRICT;
CREATE INDEX student_identities_by_student ON student_identities (student_id);

-- Who has come back from a provider to the platform's host, on the way here: for a minute, once, and for one browser.
CREATE TABLE handovers (
  -- The hash of what stands in the address.
  token_hash TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- NULL: none that the provider has verified.
  email TEXT COLLATE NOCASE,
  name TEXT NOT NULL,
  -- The hash of what that browser has a cookie of.
  browser_hash TEXT NOT NULL,
  -- Who wants the account linked, being signed in; NULL: somebody signs in by it.
  student_id TEXT REFERENCES students (id) ON DELETE CASCADE,
  return_to TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX handovers_by_student ON handovers (student_id);
CREATE INDEX handovers_by_expiry ON handovers (expires_at);

-- When somebody who reads this address has last shown that they do; NULL: nobody has.
ALTER TABLE students ADD COLUMN email_proven_at INTEGER;

-- Whether somebody the school does not know yet gets an account by signing in with a provider.
ALTER TABLE school ADD COLUMN open_sign_up INTEGER NOT NULL DEFAULT 0 CHECK (open_sign_up IN (0, 1));
