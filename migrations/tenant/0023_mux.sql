-- Who prepares a school's videos: our own ffmpeg, or Mux (docs/decisions/0036).

-- The school's choice for new uploads; null: as the platform does.
ALTER TABLE school ADD COLUMN video_by TEXT CHECK (video_by IN ('lectern', 'mux'));

-- Who prepared what students watch.
ALTER TABLE assets ADD COLUMN prepared_by TEXT NOT NULL DEFAULT 'lectern' CHECK (prepared_by IN ('lectern', 'mux'));
-- The upload at Mux it came by; what Mux made of it, or is making; and what that is played by.
ALTER TABLE assets ADD COLUMN mux_upload_id TEXT;
ALTER TABLE assets ADD COLUMN mux_asset_id TEXT;
ALTER TABLE assets ADD COLUMN mux_playback_id TEXT;

-- Where the browser sends the file, until it has.
ALTER TABLE uploads ADD COLUMN direct_url TEXT;
