-- What is forgotten by its age is found by it.
CREATE INDEX student_sightings_by_day ON student_sightings (day);
