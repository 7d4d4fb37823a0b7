-- What each of the staff has seen of this school. Who reads the log has their own place in it.
CREATE TABLE staff_seen (
  person_id TEXT PRIMARY KEY,
  -- Up to here the notifications are read: the event, and the moment for what is no event.
  read_seq INTEGER NOT NULL DEFAULT 0,
  read_at INTEGER NOT NULL DEFAULT 0,
  -- When they were last heard from, and when they had last been before the visit that goes on; 0 for never.
  here_at INTEGER NOT NULL DEFAULT 0,
  since_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What somebody does not want to be told of.
CREATE TABLE staff_muted (
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

-- What happened in a course on a day (days since 1970, UTC), counted as it happens: a chart of twelve weeks must not read the log.
CREATE TABLE course_days (
  day INTEGER NOT NULL,
  -- Empty for who joined the school, in whatever course.
  course_id TEXT NOT NULL,
  joined INTEGER NOT NULL DEFAULT 0,
  lessons INTEGER NOT NULL DEFAULT 0,
  finished INTEGER NOT NULL DEFAULT 0,
  redeemed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, course_id)
) STRICT, WITHOUT ROWID;

INSERT INTO course_days (day, course_id, joined, lessons, redeemed)
SELECT at / 86400000, CASE type WHEN 'student.joined' THEN '' ELSE coalesce(data ->> '$.courseId', '') END,
  sum(type = 'enrollment.granted' OR (type = 'student.joined' AND subject IN (SELECT id FROM students))),
  sum((type = 'lesson.completed') - (type = 'lesson.uncompleted')), sum(type = 'code.redeemed')
FROM events WHERE type IN ('student.joined', 'enrollment.granted', 'lesson.completed', 'lesson.uncompleted', 'code.redeemed')
GROUP BY 1, 2;
INSERT INTO course_days (day, course_id, finished)
SELECT at / 86400000, subject, count(*) FROM (SELECT min(at) AS at, subject FROM events WHERE type = 'course.completed' GROUP BY actor, subject)
WHERE true GROUP BY 1, 2
ON CONFLICT (day, course_id) DO UPDATE SET finished = excluded.finished;

-- By triggers, so that the release before this one keeps it too.
CREATE TRIGGER course_days_kept AFTER INSERT ON events
WHEN NEW.type IN ('student.joined', 'enrollment.granted', 'lesson.completed', 'lesson.uncompleted', 'course.completed', 'code.redeemed')
BEGIN
  INSERT INTO course_days (day, course_id, joined, lessons, finished, redeemed)
  VALUES (
    NEW.at / 86400000,
    CASE NEW.type WHEN 'student.joined' THEN '' WHEN 'course.completed' THEN NEW.subject ELSE coalesce(NEW.data ->> '$.courseId', '') END,
    NEW.type IN ('student.joined', 'enrollment.granted'),
    (NEW.type = 'lesson.completed') - (NEW.type = 'lesson.uncompleted'),
    -- Who takes a tick back and sets it again finishes once. The plus keeps SQLite to what this student did: of the type there are many.
    NEW.type = 'course.completed'
      AND NOT EXISTS (SELECT 1 FROM events WHERE actor = NEW.actor AND +type = NEW.type AND +subject = NEW.subject AND seq < NEW.seq),
    NEW.type = 'code.redeemed'
  )
  ON CONFLICT (day, course_id) DO UPDATE SET
    joined = joined + excluded.joined,
    lessons = lessons + excluded.lessons,
    finished = finished + excluded.finished,
    redeemed = redeemed + excluded.redeemed;
END;
CREATE TRIGGER course_days_erased AFTER DELETE ON students
BEGIN UPDATE course_days SET joined = joined - 1 WHERE day = OLD.created_at / 86400000 AND course_id = '' AND joined > 0; END;

-- Who learned in a week (from Monday, UTC; week 0 is that of the first of January 1970): once in each course, and once with no course for
-- the school as a whole.
CREATE TABLE learner_weeks (
  week INTEGER NOT NULL,
  course_id TEXT NOT NULL,
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  PRIMARY KEY (week, course_id, student_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX learner_weeks_by_student ON learner_weeks (student_id);

INSERT OR IGNORE INTO learner_weeks SELECT (watched_at / 86400000 + 3) / 7, course_id, student_id FROM lesson_progress;
INSERT OR IGNORE INTO learner_weeks
SELECT (at / 86400000 + 3) / 7, data ->> '$.courseId', actor FROM events
WHERE type = 'lesson.completed' AND data ->> '$.courseId' IS NOT NULL AND actor IN (SELECT id FROM students);
INSERT OR IGNORE INTO learner_weeks SELECT week, '', student_id FROM learner_weeks;

CREATE TRIGGER learner_weeks_begun AFTER INSERT ON lesson_progress
BEGIN
  INSERT OR IGNORE INTO learner_weeks
  VALUES ((NEW.watched_at / 86400000 + 3) / 7, '', NEW.student_id), ((NEW.watched_at / 86400000 + 3) / 7, NEW.course_id, NEW.student_id);
END;
CREATE TRIGGER learner_weeks_again AFTER UPDATE OF watched_at ON lesson_progress
WHEN (NEW.watched_at / 86400000 + 3) / 7 <> (OLD.watched_at / 86400000 + 3) / 7
BEGIN
  INSERT OR IGNORE INTO learner_weeks
  VALUES ((NEW.watched_at / 86400000 + 3) / 7, '', NEW.student_id), ((NEW.watched_at / 86400000 + 3) / 7, NEW.course_id, NEW.student_id);
END;

-- Whether a batch has a code left, which letters failed, and who entered a course last.
CREATE INDEX codes_unused ON codes (batch_id) WHERE used_at IS NULL;
CREATE INDEX mails_failed ON mails (failed_at) WHERE failed_at IS NOT NULL;
CREATE INDEX enrollments_by_entry ON enrollments (course_id, created_at);
