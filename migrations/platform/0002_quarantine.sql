-- A school whose file is damaged is not opened by anybody until it is another file or an operator has looked at it.
ALTER TABLE schools ADD COLUMN quarantined_at INTEGER;
ALTER TABLE schools ADD COLUMN quarantine_reason TEXT;
-- What the file looked like (inode, size, time of change).
ALTER TABLE schools ADD COLUMN quarantined_file TEXT;
