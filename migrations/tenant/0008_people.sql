-- Suspended: signs nobody in and opens no course, until it is taken back.
ALTER TABLE students ADD COLUMN suspended_at INTEGER;
ALTER TABLE students ADD COLUMN suspended_reason TEXT NOT NULL DEFAULT '';
-- What the segments of the list ask for, kept by triggers so that counting 50,000 students reads an index.
ALTER TABLE students ADD COLUMN learned_at INTEGER;
ALTER TABLE students ADD COLUMN finished_at INTEGER;
ALTER TABLE students ADD COLUMN shared_at INTEGER;
ALTER TABLE students ADD COLUMN shared_why TEXT;

-- Until when the student is in the course; NULL for ever.
ALTER TABLE enrollments ADD COLUMN ends_at INTEGER;
CREATE INDEX enrollments_by_end ON enrollments (ends_at, student_id) WHERE ends_at IS NOT NULL AND revoked_at IS NULL;

UPDATE students SET learned_at = (SELECT max(watched_at) FROM lesson_progress WHERE student_id = students.id);
UPDATE students SET finished_at = done.at
FROM (SELECT actor, max(at) AS at FROM events WHERE type = 'course.completed' GROUP BY actor) AS done WHERE done.actor = students.id;
CREATE INDEX students_by_learned ON students (learned_at, finished_at);
CREATE INDEX students_finished ON students (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX students_suspended ON students (suspended_at) WHERE suspended_at IS NOT NULL;
CREATE INDEX students_shared ON students (shared_at) WHERE shared_at IS NOT NULL;
-- Name and address beside each other: what a search reads, without the rest of the row.
CREATE INDEX students_by_words ON students (name COLLATE NOCASE, email, id);
CREATE TRIGGER students_learned_lesson AFTER INSERT ON lesson_progress
BEGIN UPDATE students SET learned_at = NEW.watched_at WHERE id = NEW.student_id AND coalesce(learned_at, 0) < NEW.watched_at; END;
CREATE TRIGGER students_learned_again AFTER UPDATE OF watched_at ON lesson_progress
BEGIN UPDATE students SET learned_at = NEW.watched_at WHERE id = NEW.student_id AND coalesce(learned_at, 0) < NEW.watched_at; END;
CREATE TRIGGER students_finished_course AFTER INSERT ON events WHEN NEW.type = 'course.completed'
BEGIN UPDATE students SET finished_at = NEW.at WHERE id = NEW.actor; END;

-- From where and with what somebody signed in, a day at a time; forgotten after thirty.
CREATE TABLE student_sightings (
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  PRIMARY KEY (student_id, day, address, user_agent)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER student_seen_from AFTER INSERT ON sessions
BEGIN
  DELETE FROM student_sightings WHERE student_id = NEW.student_id AND day < NEW.rotated_at / 86400000 - 30;
  INSERT OR IGNORE INTO student_sightings VALUES (NEW.student_id, NEW.rotated_at / 86400000, NEW.address, NEW.user_agent);
END;
-- More than three of either in one day looks like an account that is passed on.
CREATE TRIGGER students_shared_networks AFTER INSERT ON student_sightings
WHEN (SELECT count(DISTINCT address) FROM student_sightings WHERE student_id = NEW.student_id AND day = NEW.day) > 3
BEGIN UPDATE students SET shared_at = NEW.day * 86400000, shared_why = 'networks' WHERE id = NEW.student_id; END;
CREATE TRIGGER students_shared_devices AFTER INSERT ON student_sightings
WHEN (SELECT count(DISTINCT user_agent) FROM student_sightings WHERE student_id = NEW.student_id AND day = NEW.day) > 3
BEGIN UPDATE students SET shared_at = NEW.day * 86400000, shared_why = 'devices' WHERE id = NEW.student_id; END;

-- What staff wrote down about a student, the last text with who and when.
CREATE TABLE student_notes (
  student_id TEXT PRIMARY KEY REFERENCES students (id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;

CREATE TABLE student_tags (
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (student_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX student_tags_by_tag ON student_tags (tag);

-- A list of students under a name: the query of its address.
CREATE TABLE student_segments (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- What was done to several students at once, with how each was before: undo reads it. Forgotten after a day.
CREATE TABLE people_changes (
  id TEXT PRIMARY KEY,
  what TEXT NOT NULL,
  course_id TEXT,
  before TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;
CREATE INDEX people_changes_by_age ON people_changes (made_at);

-- Staff who look at the school as a student sees it: ten minutes, reading only.
CREATE TABLE view_sessions (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  person_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX view_sessions_by_student ON view_sessions (student_id);

CREATE INDEX events_by_subject ON events (subject, seq);
