-- How a school looks, beyond its colour. Which fonts there are is the code's to say, so an id that it does not know is not an error.
ALTER TABLE school ADD COLUMN fonts TEXT NOT NULL DEFAULT 'newsreader-geist';
ALTER TABLE school ADD COLUMN corners TEXT NOT NULL DEFAULT 'soft' CHECK (corners IN ('sharp', 'soft', 'round'));
ALTER TABLE school ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
ALTER TABLE school ADD COLUMN logo_dark_asset_id TEXT REFERENCES assets (id) ON DELETE SET NULL;
ALTER TABLE school ADD COLUMN mark_asset_id TEXT REFERENCES assets (id) ON DELETE SET NULL;
