-- What erasing a student or a code has to find.
CREATE INDEX IF NOT EXISTS codes_by_user ON codes (used_by);
CREATE INDEX IF NOT EXISTS enrollments_by_code ON enrollments (code_id);
CREATE INDEX IF NOT EXISTS heartbeat_marks_by_student ON heartbeat_marks (student_id);

-- When a student last signed in, came back or learned, kept by triggers so that the list of people can sort by it.
ALTER TABLE students ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE students SET seen_at = max(
  created_at,
  coalesce((SELECT max(watched_at) FROM lesson_progress WHERE student_id = students.id), 0),
  coalesce((SELECT max(rotated_at) FROM sessions WHERE student_id = students.id), 0)
);
CREATE INDEX students_by_seen ON students (seen_at, id);
CREATE TRIGGER students_seen_joining AFTER INSERT ON students WHEN NEW.seen_at < NEW.created_at
BEGIN UPDATE students SET seen_at = NEW.created_at WHERE id = NEW.id; END;
CREATE TRIGGER students_seen_session AFTER INSERT ON sessions
BEGIN UPDATE students SET seen_at = NEW.rotated_at WHERE id = NEW.student_id AND seen_at < NEW.rotated_at; END;
CREATE TRIGGER students_seen_returning AFTER UPDATE OF rotated_at ON sessions
BEGIN UPDATE students SET seen_at = NEW.rotated_at WHERE id = NEW.student_id AND seen_at < NEW.rotated_at; END;
CREATE TRIGGER students_seen_lesson AFTER INSERT ON lesson_progress
BEGIN UPDATE students SET seen_at = NEW.watched_at WHERE id = NEW.student_id AND seen_at < NEW.watched_at; END;
CREATE TRIGGER students_seen_learning AFTER UPDATE OF watched_at ON lesson_progress
BEGIN UPDATE students SET seen_at = NEW.watched_at WHERE id = NEW.student_id AND seen_at < NEW.watched_at; END;

-- Which videos a version shows: its outline is one document, and nobody should have to search it.
CREATE TABLE version_videos (
  asset_id TEXT NOT NULL,
  version_id TEXT NOT NULL REFERENCES course_versions (id) ON DELETE CASCADE,
  PRIMARY KEY (asset_id, version_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_videos_by_version ON version_videos (version_id);
INSERT INTO version_videos
SELECT DISTINCT lesson.value ->> '$.assetId', course_versions.id
FROM course_versions, json_each(course_versions.outline, '$.sections') AS section, json_each(section.value, '$.lessons') AS lesson
WHERE lesson.value ->> '$.assetId' IS NOT NULL;
-- By a trigger, so that the release before this one, which knows nothing of it, keeps it too.
CREATE TRIGGER version_videos_kept AFTER INSERT ON course_versions
BEGIN
  INSERT OR IGNORE INTO version_videos
  SELECT lesson.value ->> '$.assetId', NEW.id
  FROM json_each(NEW.outline, '$.sections') AS section, json_each(section.value, '$.lessons') AS lesson
  WHERE lesson.value ->> '$.assetId' IS NOT NULL;
END;

-- Since when nothing refers to a file; NULL while something does. The sweep keeps it.
ALTER TABLE assets ADD COLUMN unused_since INTEGER;
