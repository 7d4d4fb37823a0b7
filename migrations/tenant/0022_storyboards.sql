-- Whether small pictures of the whole film were made with it, for whoever moves along its scrubber (docs/decisions/0037). Films of before have none.
ALTER TABLE assets ADD COLUMN storyboard INTEGER NOT NULL DEFAULT 0;
