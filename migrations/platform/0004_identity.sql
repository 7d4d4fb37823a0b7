-- Who was asked to work in a school. An address, not a person: most have no account yet.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  email TEXT NOT NULL COLLATE NOCASE,
  -- A role's name, or the id of a set of the school's own.
  role TEXT NOT NULL,
  -- Which courses they will teach.
  courses TEXT NOT NULL,
  invited_by TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  withdrawn_at INTEGER
) STRICT;
CREATE UNIQUE INDEX invitations_open ON invitations (school_id, email) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX invitations_by_school ON invitations (school_id);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);

-- Who was removed from a school's staff, and can be taken back as what they were.
CREATE TABLE former_staff (
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  member_since INTEGER NOT NULL,
  removed_at INTEGER NOT NULL,
  PRIMARY KEY (person_id, school_id)
) STRICT;
CREATE INDEX former_staff_by_school ON former_staff (school_id);
