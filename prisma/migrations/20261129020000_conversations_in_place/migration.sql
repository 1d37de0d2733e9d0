-- Nothing was listed by this index, but every message changed its conversation's place in it, and the planner took it to
-- look through all open conversations for each message of a batch. Without it a conversation changes in place, with room
-- left for it on its page.
DROP INDEX "Conversation_status_lastMessageAt_id_idx";
ALTER TABLE "Conversation" SET (fillfactor = 75);
