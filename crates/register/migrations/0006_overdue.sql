-- What partners hand over is looked for by its salt.
CREATE INDEX IF NOT EXISTS document_salt ON document(salt) WHERE salt <> '';

-- Contracts for arms and aid that were signed, and arms of which a part has come, are overdue too when their day has passed. That stands in the view
-- `commitments`, which is drawn up anew by the way.
