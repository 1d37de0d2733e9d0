-- Tickets change far more often than what their indexes hold: a new version that finds room on its page needs no new entry
-- in any of them. A warning or a breach changes the number of the last line and the alarm alone.
ALTER TABLE "Ticket" SET (fillfactor = 75);
