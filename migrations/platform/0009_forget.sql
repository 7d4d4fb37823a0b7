-- What is forgotten by its age is found by it.
CREATE INDEX audit_by_age ON audit (at) WHERE address <> '';
