-- What becomes of videos as they were uploaded, of what was made of them before, and what a school uses (docs/decisions/0034).

-- The ladder a video was prepared on (tenants/media/ladder.ts). There has been one so far.
ALTER TABLE assets ADD COLUMN ladder TEXT;
UPDATE assets SET ladder = '1080p@5000,720p@3000,480p@1500,360p@800;aac@128;6s' WHERE kind = 'video' AND state = 'ready';
-- The cheaper class of storage the source was moved to; null: the ordinary one.
ALTER TABLE assets ADD COLUMN source_class TEXT;
-- When the source was deleted by the school's own rule.
ALTER TABLE assets ADD COLUMN source_deleted_at INTEGER;
-- Its object, until that is deleted too.
ALTER TABLE assets ADD COLUMN left_source_key TEXT;

-- keep, delete or archive, so many days after a video became ready.
ALTER TABLE school ADD COLUMN source_policy TEXT NOT NULL DEFAULT 'keep';
ALTER TABLE school ADD COLUMN source_grace_days INTEGER NOT NULL DEFAULT 7;
-- Since when it is so: the days are counted from here for videos that were ready before.
ALTER TABLE school ADD COLUMN source_policy_since INTEGER NOT NULL DEFAULT 0;

-- What was made of a video before it was prepared again: players that began with it go on until then.
CREATE TABLE retired_outputs (
  output_prefix TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  bytes INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX retired_outputs_by_asset ON retired_outputs (asset_id);

-- Of one month in UTC, '2026-11'. Bytes are the most that was held at one time, except what was delivered.
CREATE TABLE usage_months (
  month_id TEXT PRIMARY KEY,
  encoded_seconds REAL NOT NULL DEFAULT 0,
  encodes INTEGER NOT NULL DEFAULT 0,
  stored_seconds REAL NOT NULL DEFAULT 0,
  source_bytes INTEGER NOT NULL DEFAULT 0,
  archived_bytes INTEGER NOT NULL DEFAULT 0,
  output_bytes INTEGER NOT NULL DEFAULT 0,
  other_bytes INTEGER NOT NULL DEFAULT 0,
  delivered_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
