-- Which pictures a lesson's text shows: the text is one document, and the sweep should not have to search them all.
CREATE TABLE body_pictures (
  asset_id TEXT NOT NULL,
  body_id TEXT NOT NULL REFERENCES lesson_bodies (id) ON DELETE CASCADE,
  PRIMARY KEY (asset_id, body_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_pictures_by_body ON body_pictures (body_id);

-- By triggers, so that whatever writes a text keeps it. What stands between the quotes after data-asset= is taken out by splitting
-- the text there into a JSON array; a text that only speaks of such an attribute keeps a file too long, never too short.
CREATE TRIGGER body_pictures_kept_new AFTER INSERT ON lesson_bodies WHEN instr(NEW.html, 'data-asset="')
BEGIN
  INSERT OR IGNORE INTO body_pictures
  SELECT substr(piece.value, 1, instr(piece.value, '"') - 1), NEW.id
  FROM json_each('[' || replace(json_quote(NEW.html), 'data-asset=\"', '","') || ']') AS piece
  WHERE piece.key > 0 AND instr(piece.value, '"') BETWEEN 2 AND 100;
END;
CREATE TRIGGER body_pictures_kept_changed AFTER UPDATE OF html ON lesson_bodies
  WHEN instr(NEW.html, 'data-asset="') OR instr(OLD.html, 'data-asset="')
BEGIN
  DELETE FROM body_pictures WHERE body_id = NEW.id;
  INSERT OR IGNORE INTO body_pictures
  SELECT substr(piece.value, 1, instr(piece.value, '"') - 1), NEW.id
  FROM json_each('[' || replace(json_quote(NEW.html), 'data-asset=\"', '","') || ']') AS piece
  WHERE piece.key > 0 AND instr(piece.value, '"') BETWEEN 2 AND 100;
END;

-- Which texts a version shows, as version_videos says which videos.
CREATE TABLE version_bodies (
  body_id TEXT NOT NULL,
  version_id TEXT NOT NULL REFERENCES course_versions (id) ON DELETE CASCADE,
  PRIMARY KEY (body_id, version_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX version_bodies_by_version ON version_bodies (version_id);
INSERT INTO version_bodies
SELECT DISTINCT lesson.value ->> '$.bodyId', course_versions.id
FROM course_versions, json_each(course_versions.outline, '$.sections') AS section, json_each(section.value, '$.lessons') AS lesson
WHERE lesson.value ->> '$.bodyId' IS NOT NULL;
CREATE TRIGGER version_bodies_kept AFTER INSERT ON course_versions
BEGIN
  INSERT OR IGNORE INTO version_bodies
  SELECT lesson.value ->> '$.bodyId', NEW.id
  FROM json_each(NEW.outline, '$.sections') AS section, json_each(section.value, '$.lessons') AS lesson
  WHERE lesson.value ->> '$.bodyId' IS NOT NULL;
END;

CREATE INDEX lessons_by_body ON lessons (body_id);
