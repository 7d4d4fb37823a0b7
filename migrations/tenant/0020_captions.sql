-- Captions of films (docs/decisions/0032): one document a language, served as it stands here.
CREATE TABLE captions (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
  language TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
  origin TEXT NOT NULL CHECK (origin IN ('upload', 'speech', 'written')),
  vtt TEXT NOT NULL,
  cues INTEGER NOT NULL,
  version INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE INDEX captions_by_asset ON captions (asset_id);
-- Students are offered a language once.
CREATE UNIQUE INDEX captions_published ON captions (asset_id, language) WHERE state = 'published' AND removed_at IS NULL;

-- What is said in published ones, half a minute a row: a hit names the moment. Folded as titles are (0014_seen_and_found.sql).
CREATE TABLE caption_passages (
  n INTEGER PRIMARY KEY,
  captions_id TEXT NOT NULL REFERENCES captions (id) ON DELETE CASCADE,
  start_ms INTEGER NOT NULL,
  written TEXT NOT NULL,
  words TEXT GENERATED ALWAYS AS (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
      written,
      'ł', 'l'), 'Ł', 'l'), 'ø', 'o'), 'Ø', 'o'), 'đ', 'd'), 'Đ', 'd'), 'ð', 'd'), 'Ð', 'd'), 'ħ', 'h'), 'Ħ', 'h'), 'ŧ', 't'),
      'Ŧ', 't'), 'ı', 'i'), 'İ', 'i'), 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th')
  ) VIRTUAL
) STRICT;
CREATE INDEX caption_passages_by_captions ON caption_passages (captions_id, start_ms);
CREATE VIRTUAL TABLE transcript_search USING fts5 (words, content = 'caption_passages', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO transcript_search (transcript_search, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER caption_passages_added AFTER INSERT ON caption_passages
BEGIN INSERT INTO transcript_search (rowid, words) VALUES (NEW.n, NEW.words); END;
CREATE TRIGGER caption_passages_changed AFTER UPDATE ON caption_passages
BEGIN
  INSERT INTO transcript_search (transcript_search, rowid, words) VALUES ('delete', OLD.n, OLD.words);
  INSERT INTO transcript_search (rowid, words) VALUES (NEW.n, NEW.words);
END;
CREATE TRIGGER caption_passages_removed AFTER DELETE ON caption_passages
BEGIN INSERT INTO transcript_search (transcript_search, rowid, words) VALUES ('delete', OLD.n, OLD.words); END;

-- A film that is removed keeps its row, without its files: its captions go with those.
CREATE TRIGGER captions_go_with_film AFTER UPDATE OF deleted_at ON assets WHEN NEW.deleted_at IS NOT NULL
BEGIN DELETE FROM captions WHERE asset_id = NEW.id; END;
