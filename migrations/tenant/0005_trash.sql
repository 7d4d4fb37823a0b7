-- Who put it into the trash; NULL for what an older release deleted, and for what is not there.
ALTER TABLE courses ADD COLUMN deleted_by TEXT;
ALTER TABLE sections ADD COLUMN deleted_by TEXT;
ALTER TABLE lessons ADD COLUMN deleted_by TEXT;
CREATE INDEX courses_deleted ON courses (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX sections_deleted ON sections (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX lessons_deleted ON lessons (deleted_at) WHERE deleted_at IS NOT NULL;
