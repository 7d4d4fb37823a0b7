-- A student's picture, by the name of its file; and when an account that its owner wants gone is erased for good.
ALTER TABLE students ADD COLUMN avatar_id TEXT;
ALTER TABLE students ADD COLUMN erase_at INTEGER;
CREATE INDEX students_to_erase ON students (erase_at) WHERE erase_at IS NOT NULL;

-- From which browsers and networks a student has signed in, so that a new one can be told of.
CREATE TABLE student_devices (
  id TEXT PRIMARY KEY,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  device TEXT NOT NULL,
  network TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (student_id, device, network)
) STRICT;

-- What a student wants to hear of, and how. No row: as the code has it.
CREATE TABLE notification_choices (
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
  PRIMARY KEY (student_id, kind, channel)
) STRICT;

-- Who was erased and when, and nothing else of them: what comes back with a backup is erased again.
CREATE TABLE erasures (
  student_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;

-- What a student has done, for the file of their data.
CREATE INDEX events_by_actor ON events (actor, seq);
