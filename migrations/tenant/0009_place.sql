-- What staff can find by a word: the title of a course or a lesson, a student's name and e-mail. One row each, kept by triggers, so that
-- the release before this one, which knows nothing of it, keeps it too. `n` stays when the file is packed; the rowid of a table with a text key does not.
CREATE TABLE searchable (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- As a word of the index, so that one kind is found without reading the others.
  kind TEXT NOT NULL CHECK (kind IN ('kindcourse', 'kindlesson', 'kindstudent')),
  words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (kind, words, content = 'searchable', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
-- A student who is erased must not be left in the index's own pages.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER searchable_added AFTER INSERT ON searchable
BEGIN INSERT INTO search (rowid, kind, words) VALUES (NEW.n, NEW.kind, NEW.words); END;
CREATE TRIGGER searchable_changed AFTER UPDATE ON searchable
BEGIN
  INSERT INTO search (search, rowid, kind, words) VALUES ('delete', OLD.n, OLD.kind, OLD.words);
  INSERT INTO search (rowid, kind, words) VALUES (NEW.n, NEW.kind, NEW.words);
END;
CREATE TRIGGER searchable_removed AFTER DELETE ON searchable
BEGIN INSERT INTO search (search, rowid, kind, words) VALUES ('delete', OLD.n, OLD.kind, OLD.words); END;

INSERT INTO searchable (id, kind, words) SELECT id, 'kindcourse', title FROM courses;
INSERT INTO searchable (id, kind, words) SELECT id, 'kindlesson', title FROM lessons;
INSERT INTO searchable (id, kind, words) SELECT id, 'kindstudent', name || ' ' || email FROM students;

CREATE TRIGGER courses_findable AFTER INSERT ON courses
BEGIN INSERT INTO searchable (id, kind, words) VALUES (NEW.id, 'kindcourse', NEW.title); END;
CREATE TRIGGER courses_found_anew AFTER UPDATE OF title ON courses WHEN NEW.title <> OLD.title
BEGIN UPDATE searchable SET words = NEW.title WHERE id = NEW.id; END;
CREATE TRIGGER courses_not_found AFTER DELETE ON courses BEGIN DELETE FROM searchable WHERE id = OLD.id; END;
CREATE TRIGGER lessons_findable AFTER INSERT ON lessons
BEGIN INSERT INTO searchable (id, kind, words) VALUES (NEW.id, 'kindlesson', NEW.title); END;
CREATE TRIGGER lessons_found_anew AFTER UPDATE OF title ON lessons WHEN NEW.title <> OLD.title
BEGIN UPDATE searchable SET words = NEW.title WHERE id = NEW.id; END;
CREATE TRIGGER lessons_not_found AFTER DELETE ON lessons BEGIN DELETE FROM searchable WHERE id = OLD.id; END;
CREATE TRIGGER students_findable AFTER INSERT ON students
BEGIN INSERT INTO searchable (id, kind, words) VALUES (NEW.id, 'kindstudent', NEW.name || ' ' || NEW.email); END;
CREATE TRIGGER students_found_anew AFTER UPDATE OF name, email ON students WHEN NEW.name <> OLD.name OR NEW.email <> OLD.email
BEGIN UPDATE searchable SET words = NEW.name || ' ' || NEW.email WHERE id = NEW.id; END;
CREATE TRIGGER students_not_found AFTER DELETE ON students BEGIN DELETE FROM searchable WHERE id = OLD.id; END;

-- What staff did stands among what thousands of students did: the audit log must not read past them.
CREATE INDEX events_of_staff ON events (seq) WHERE substr(actor, 1, 7) = 'person_';
CREATE INDEX events_by_staff ON events (actor, seq) WHERE substr(actor, 1, 7) = 'person_';
