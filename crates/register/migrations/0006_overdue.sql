-- Contracts for arms and aid that were signed, and arms of which a part has come, are overdue too when their day has passed. That stands in the view
-- `commitments`, which is drawn up anew by the way; nothing that is stored changes.
SELECT 1;
