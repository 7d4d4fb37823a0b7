-- A list kept under a name belongs to the screen it was set on. Those kept so far are lists of students, which gave the table its name.
ALTER TABLE student_segments ADD COLUMN screen TEXT NOT NULL DEFAULT 'people';
