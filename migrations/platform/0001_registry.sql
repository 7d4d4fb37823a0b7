-- The control plane: which schools there are, on which addresses, and who runs them.
CREATE TABLE schools (
  id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND id NOT GLOB '*[^a-z0-9]*'),
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  plan TEXT NOT NULL DEFAULT 'free',
  created_at INTEGER NOT NULL,
  suspended_at INTEGER,
  deleted_at INTEGER
) STRICT;

-- Every slug ever given out; a row is never removed, so a slug is never given to another school.
CREATE TABLE slugs (
  slug TEXT PRIMARY KEY,
  school_id TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, school_id)
) STRICT;
CREATE INDEX memberships_by_school ON memberships (school_id);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  replaced_by TEXT
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Schools with jobs to look at. Marked before the school's own commit, so a crash between the two costs one look and loses nothing.
CREATE TABLE dirty (
  school_id TEXT PRIMARY KEY,
  mark INTEGER NOT NULL,
  wake_at INTEGER NOT NULL
) STRICT;

-- Who dispatches jobs on this data folder; one process at a time.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- Part of the key of every prepared page: bumped when a school's plan, address or standing changes.
CREATE TABLE registry_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO registry_version VALUES (1, 1);
CREATE TRIGGER schools_inserted AFTER INSERT ON schools BEGIN UPDATE registry_version SET version = version + 1; END;
CREATE TRIGGER schools_updated AFTER UPDATE ON schools BEGIN UPDATE registry_version SET version = version + 1; END;
CREATE TRIGGER schools_deleted AFTER DELETE ON schools BEGIN UPDATE registry_version SET version = version + 1; END;
