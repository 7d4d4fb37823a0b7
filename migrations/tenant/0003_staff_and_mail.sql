-- Who teaches a course. Staff who may manage only their own courses see these and no others.
CREATE TABLE course_staff (
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  person_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (course_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX course_staff_by_person ON course_staff (person_id);
INSERT OR IGNORE INTO course_staff
SELECT courses.id, events.actor, events.at FROM events JOIN courses ON courses.id = events.subject WHERE events.type = 'course.created';

-- From where staff did what an event says. Apart from the event, because an address is personal and forgotten before it.
CREATE TABLE event_origins (
  seq INTEGER PRIMARY KEY REFERENCES events (seq) ON DELETE CASCADE,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;

-- What was written to whom. The text is made when it is sent, from these ids; links in it are sealed then and stand nowhere.
CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  letter TEXT NOT NULL,
  student_id TEXT REFERENCES students (id) ON DELETE CASCADE,
  -- Where it is not the student's own address of the day it is sent.
  address TEXT,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  failed_at INTEGER,
  reason TEXT
) STRICT;
CREATE INDEX mails_by_student ON mails (student_id, created_at);
CREATE INDEX mails_by_age ON mails (created_at);

-- Links that work once: sign in, a new password, another e-mail address.
CREATE TABLE student_links (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  data TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX student_links_by_student ON student_links (student_id, created_at);
CREATE INDEX student_links_by_expiry ON student_links (expires_at);
