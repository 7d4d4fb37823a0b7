-- Chapters of films (docs/decisions/0038): one list a film, as captions are one document a language. Whole seconds and titles.
CREATE TABLE chapters (
  asset_id TEXT PRIMARY KEY REFERENCES assets (id) ON DELETE CASCADE,
  list TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- A film that is removed keeps its row, without its files: its chapters go with those.
CREATE TRIGGER chapters_go_with_film AFTER UPDATE OF deleted_at ON assets WHEN NEW.deleted_at IS NOT NULL
BEGIN DELETE FROM chapters WHERE asset_id = NEW.id; END;
