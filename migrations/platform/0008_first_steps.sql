-- Who has put away the list of first steps on the Home of a school. It comes back when they ask for it.
CREATE TABLE first_steps_hidden (
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  school_id TEXT NOT NULL REFERENCES schools (id) ON DELETE CASCADE,
  PRIMARY KEY (person_id, school_id)
) STRICT;
