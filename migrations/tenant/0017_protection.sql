-- What a school asks of who watches its videos, beyond the right to the lesson (docs/decisions/0035). One row, or none: nothing is asked.
CREATE TABLE video_protection (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  watermark TEXT NOT NULL CHECK (watermark IN ('off', 'name', 'email')),
  -- So many devices a student may watch on at the same time; null: any number.
  streams INTEGER CHECK (streams > 0),
  country_rule TEXT NOT NULL CHECK (country_rule IN ('all', 'only', 'except')),
  -- ISO 3166-1 alpha-2, as JSON.
  countries TEXT NOT NULL DEFAULT '[]',
  -- Whether videos are encrypted when they are prepared.
  encrypts INTEGER NOT NULL CHECK (encrypts IN (0, 1))
) STRICT;

-- What the segments of a video are opened by where they are encrypted: 16 bytes, hex. Each video has one from its beginning.
ALTER TABLE assets ADD COLUMN segment_key TEXT;
UPDATE assets SET segment_key = lower(hex(randomblob(16))) WHERE kind = 'video';
