-- Accounts elsewhere that open an account of staff.
CREATE TABLE person_identities (
  provider TEXT NOT NULL,
  -- Who it is there, for good.
  subject TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  -- Its address as the provider had verified it last, so that a person can tell two apart; empty: none.
  email TEXT NOT NULL COLLATE NOCASE,
  linked_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (provider, subject)
) STRICT;
CREATE INDEX person_identities_by_person ON person_identities (person_id);
