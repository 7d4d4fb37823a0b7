-- How a person of the staff likes the dashboard, in whichever school. Who has no row has it as it comes.
CREATE TABLE person_settings (
  person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  -- Keys without Ctrl or Alt do something outside of fields (WCAG 2.1.4).
  shortcuts INTEGER NOT NULL CHECK (shortcuts IN (0, 1))
) STRICT;
