-- How much of a video can be watched while an attempt is still making it: which attempt, and seconds.
ALTER TABLE assets ADD COLUMN early_attempt TEXT;
ALTER TABLE assets ADD COLUMN early_until REAL;
