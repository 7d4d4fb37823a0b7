-- Browsers in which staff look at the draft of a course as its students would see it (docs/decisions/0029).
CREATE TABLE preview_sessions (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  course_id TEXT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
  person_id TEXT NOT NULL,
  -- The hash of the session on the platform's host it was begun in: it ends with that one.
  begun_in TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX preview_sessions_by_course ON preview_sessions (course_id);
