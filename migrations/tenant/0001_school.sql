-- One school. Ids are text, prefixed by kind and ordered by time; times are milliseconds UTC; money is minor units.
CREATE TABLE assets (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'image')),
  state TEXT NOT NULL CHECK (state IN ('uploading', 'processing', 'ready', 'failed')),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  source_key TEXT,
  -- Where the attempt that settled left its objects; NULL until then.
  output_prefix TEXT,
  seconds REAL,
  width INTEGER,
  height INTEGER,
  renditions TEXT,
  output_bytes INTEGER NOT NULL DEFAULT 0,
  failure TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ready_at INTEGER,
  deleted_at INTEGER
) STRICT;

CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  storage_key TEXT NOT NULL,
  storage_upload_id TEXT NOT NULL,
  size INTEGER NOT NULL,
  part_size INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX uploads_by_asset ON uploads (asset_id);

CREATE TABLE school (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL,
  tagline TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  instructor_name TEXT NOT NULL DEFAULT '',
  accent TEXT NOT NULL,
  logo_asset_id TEXT REFERENCES assets (id) ON DELETE SET NULL,
  locale TEXT NOT NULL DEFAULT 'en',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE content_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO content_version VALUES (1, 1);

-- Everything notable, in order. Holds ids, never names or addresses, so that a person can be erased.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_type ON events (type, seq);
CREATE TRIGGER events_are_kept BEFORE UPDATE ON events BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  -- What the job is about, for screens and for cancelling: an asset's id, a course's id.
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- Counts every start and fences out the ones before it.
  attempt INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  losses INTEGER NOT NULL DEFAULT 0,
  run_at INTEGER NOT NULL,
  heard_at INTEGER,
  progress REAL NOT NULL DEFAULT 0,
  reason TEXT,
  reason_detail TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  -- What its attempts left behind has still to be swept.
  untidy INTEGER NOT NULL DEFAULT 0 CHECK (untidy IN (0, 1))
) STRICT;
CREATE INDEX jobs_open ON jobs (run_at) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_untidy ON jobs (id) WHERE untidy = 1;
CREATE INDEX jobs_by_subject ON jobs (subject, created_at);

CREATE TABLE courses (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  price INTEGER NOT NULL DEFAULT 0,
  currency TEXT NOT NULL DEFAULT 'USD',
  cover_asset_id TEXT REFERENCES assets (id) ON DELETE SET NULL,
  position REAL NOT NULL,
  published_version_id TEXT REFERENCES course_versions (id),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

CREATE TABLE sections (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  position REAL NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX sections_by_course ON sections (course_id, position);

-- The text of a lesson. Frozen once a version shows it: later edits go to a new row.
CREATE TABLE lesson_bodies (
  id TEXT PRIMARY KEY,
  html TEXT NOT NULL,
  words INTEGER NOT NULL,
  frozen INTEGER NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1)),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE lessons (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  section_id TEXT NOT NULL REFERENCES sections (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'text')),
  position REAL NOT NULL,
  preview INTEGER NOT NULL DEFAULT 0 CHECK (preview IN (0, 1)),
  body_id TEXT REFERENCES lesson_bodies (id),
  asset_id TEXT REFERENCES assets (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX lessons_by_section ON lessons (section_id, position);
CREATE INDEX lessons_by_course ON lessons (course_id);
CREATE INDEX lessons_by_asset ON lessons (asset_id);

-- What students see. The outline is one JSON document, so a learn page reads one row for it however many lessons there are.
CREATE TABLE course_versions (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  outline TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  UNIQUE (course_id, number)
) STRICT;

CREATE TABLE students (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  replaced_by TEXT
) STRICT;
CREATE INDEX sessions_by_student ON sessions (student_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE code_batches (
  id TEXT PRIMARY KEY,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  count INTEGER NOT NULL,
  expires_at INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX code_batches_by_course ON code_batches (course_id, created_at);

CREATE TABLE codes (
  id TEXT PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES code_batches (id) ON DELETE CASCADE,
  text TEXT NOT NULL UNIQUE,
  used_at INTEGER,
  used_by TEXT REFERENCES students (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX codes_by_batch ON codes (batch_id);

CREATE TABLE enrollments (
  id TEXT PRIMARY KEY,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  code_id TEXT REFERENCES codes (id) ON DELETE SET NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  UNIQUE (student_id, course_id)
) STRICT;
CREATE INDEX enrollments_by_course ON enrollments (course_id);

-- One row a student and lesson: the one truth of progress.
CREATE TABLE lesson_progress (
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  lesson_id TEXT NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  course_id TEXT NOT NULL,
  -- Seconds of the video really watched, as sorted disjoint [from, to] pairs.
  covered TEXT NOT NULL DEFAULT '[]',
  position REAL NOT NULL DEFAULT 0,
  opened_at INTEGER NOT NULL,
  watched_at INTEGER NOT NULL,
  completed_at INTEGER,
  PRIMARY KEY (student_id, lesson_id)
) STRICT;
CREATE INDEX lesson_progress_by_course ON lesson_progress (student_id, course_id, watched_at);

-- The last report of each player that is safely stored; a player keeps what is above it.
CREATE TABLE heartbeat_marks (
  player TEXT PRIMARY KEY,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX heartbeat_marks_by_age ON heartbeat_marks (updated_at);

-- What visitors can see has changed: prepared pages of an older version are made anew.
CREATE TRIGGER school_changed AFTER UPDATE ON school BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER courses_added AFTER INSERT ON courses BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER courses_changed AFTER UPDATE OF slug, title, outcome, description, price, currency, cover_asset_id, position, published_version_id, deleted_at ON courses
BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER courses_removed AFTER DELETE ON courses BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER pictures_changed AFTER UPDATE OF state, output_prefix ON assets BEGIN UPDATE content_version SET version = version + 1; END;
