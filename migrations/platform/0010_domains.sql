-- Addresses of their own that schools are served at, beside the one their slug makes. Free again once nobody has it.
CREATE TABLE domains (
  host TEXT PRIMARY KEY CHECK (host = lower(host)),
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  -- The one that links lead to, of several; the others lead there too.
  canonical INTEGER NOT NULL CHECK (canonical IN (0, 1)),
  added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX domains_by_school ON domains (school_id);
CREATE UNIQUE INDEX canonical_domains ON domains (school_id) WHERE canonical = 1;
CREATE TRIGGER domains_inserted AFTER INSERT ON domains BEGIN UPDATE registry_version SET version = version + 1; END;
CREATE TRIGGER domains_updated AFTER UPDATE ON domains BEGIN UPDATE registry_version SET version = version + 1; END;
CREATE TRIGGER domains_deleted AFTER DELETE ON domains BEGIN UPDATE registry_version SET version = version + 1; END;
