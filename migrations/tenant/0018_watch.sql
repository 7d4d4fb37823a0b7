-- Which seconds of a film were watched, and how often (docs/decisions/0033). One row a lesson and film: what all viewers did together, in
-- a few hundred steps. It names nobody, so it stays when a student is erased.
CREATE TABLE watch_curves (
  id INTEGER PRIMARY KEY,
  lesson_id TEXT NOT NULL REFERENCES lessons (id) ON DELETE CASCADE,
  asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  -- Students who played any of it, and who played nine tenths of it.
  viewers INTEGER NOT NULL DEFAULT 0,
  finished INTEGER NOT NULL DEFAULT 0,
  -- Whole seconds of the film, as they are counted here for good.
  seconds INTEGER NOT NULL CHECK (seconds > 0),
  -- Three numbers a step, as varints: seconds seen, seconds played, viewers who played some of it again.
  steps BLOB NOT NULL,
  began_at INTEGER NOT NULL,
  watched_at INTEGER NOT NULL,
  UNIQUE (lesson_id, asset_id)
) STRICT;
CREATE INDEX watch_curves_by_asset ON watch_curves (asset_id);

-- One row a student and film: how often each second was played, as runs. It goes with the student.
CREATE TABLE watch_traces (
  student_id TEXT NOT NULL REFERENCES students (id) ON DELETE CASCADE,
  curve_id INTEGER NOT NULL REFERENCES watch_curves (id) ON DELETE CASCADE,
  runs BLOB NOT NULL,
  watched_at INTEGER NOT NULL,
  PRIMARY KEY (student_id, curve_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_traces_by_curve ON watch_traces (curve_id);
