-- A school's own sets of permissions, beside the built-in roles. `memberships.role` holds a role's name or such an id.
CREATE TABLE school_roles (
  id TEXT PRIMARY KEY,
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  permissions TEXT NOT NULL,
  -- Only in the courses they teach.
  own_courses INTEGER NOT NULL DEFAULT 0 CHECK (own_courses IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX school_roles_by_school ON school_roles (school_id);

-- What happened to accounts and to who works where: signing in, passwords, invitations, roles. Ids, never addresses of mail.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  -- The school it is about, where it is about one.
  school_id TEXT,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_by_school ON audit (school_id, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- Letters to staff. The text is made when it is sent.
CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  letter TEXT NOT NULL,
  person_id TEXT REFERENCES people (id) ON DELETE CASCADE,
  address TEXT,
  -- In whose look and name it is written; NULL: the platform's.
  school_id TEXT REFERENCES schools (id) ON DELETE CASCADE,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  failed_at INTEGER,
  reason TEXT
) STRICT;
CREATE INDEX mails_open ON mails (run_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mails_by_person ON mails (person_id, created_at);
CREATE INDEX mails_by_school ON mails (school_id);
CREATE INDEX mails_by_age ON mails (created_at);

-- Links that work once.
CREATE TABLE person_links (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX person_links_by_person ON person_links (person_id, created_at);
CREATE INDEX person_links_by_expiry ON person_links (expires_at);
