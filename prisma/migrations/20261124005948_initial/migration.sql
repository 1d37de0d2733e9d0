-- CreateEnum
CREATE TYPE "AreaLevel" AS ENUM ('city', 'district', 'street', 'community');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('agent', 'dispatcher', 'officer', 'lead', 'supervisor', 'editor', 'reviewer', 'admin', 'observer');

-- CreateEnum
CREATE TYPE "ContactKind" AS ENUM ('phone', 'web');

-- CreateEnum
CREATE TYPE "Channel" AS ENUM ('voice', 'chat', 'sms', 'web');

-- CreateEnum
CREATE TYPE "ConversationStatus" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "MessageAuthor" AS ENUM ('citizen', 'agent', 'system');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('none', 'queued', 'sent', 'delivered', 'failed');

-- CreateEnum
CREATE TYPE "PresenceState" AS ENUM ('offline', 'available', 'away', 'break', 'training', 'not_responding');

-- CreateEnum
CREATE TYPE "InteractionState" AS ENUM ('waiting', 'offered', 'active', 'wrap_up', 'closed', 'abandoned', 'refused');

-- CreateEnum
CREATE TYPE "OfferOutcome" AS ENUM ('pending', 'accepted', 'declined', 'timed_out', 'withdrawn');

-- CreateEnum
CREATE TYPE "TicketKind" AS ENUM ('inquiry', 'complaint', 'suggestion', 'help', 'report', 'criticism', 'praise', 'disclosure_request');

-- CreateEnum
CREATE TYPE "Urgency" AS ENUM ('ordinary', 'urgent', 'emergency');

-- CreateEnum
CREATE TYPE "TicketState" AS ENUM ('received', 'dispatched', 'accepted', 'replied', 'approved', 'follow_up', 'closed', 'returned', 'waiting_citizen', 'rework', 'merged', 'declined', 'referred');

-- CreateEnum
CREATE TYPE "ClockState" AS ENUM ('running', 'paused', 'met', 'breached', 'cancelled');

-- CreateEnum
CREATE TYPE "ArticleStatus" AS ENUM ('draft', 'review', 'published', 'expiring', 'withdrawn');

-- CreateEnum
CREATE TYPE "Audience" AS ENUM ('public', 'agent', 'department');

-- CreateEnum
CREATE TYPE "ArticleSource" AS ENUM ('editor', 'service_item', 'disclosure');

-- CreateTable
CREATE TABLE "Department" (
    "code" TEXT NOT NULL,
    "parentCode" TEXT,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "areaCode" TEXT,
    "phone" TEXT,
    "isFallback" BOOLEAN NOT NULL DEFAULT false,
    "takesTickets" BOOLEAN NOT NULL DEFAULT true,
    "isActive" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Department_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Area" (
    "code" TEXT NOT NULL,
    "parentCode" TEXT,
    "level" "AreaLevel" NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,

    CONSTRAINT "Area_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "roles" "Role"[],
    "departmentCode" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'zh',
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "tokenHash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT NOT NULL,
    "userAgent" TEXT NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "roles" "Role"[],
    "departmentCode" TEXT,
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorId" TEXT,
    "action" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "ip" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Reason" (
    "list" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "labelZh" TEXT NOT NULL,
    "labelEn" TEXT NOT NULL,
    "basis" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "isActive" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Reason_pkey" PRIMARY KEY ("list","code")
);

-- CreateTable
CREATE TABLE "TextTemplate" (
    "key" TEXT NOT NULL,
    "lang" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "TextTemplate_pkey" PRIMARY KEY ("key","lang")
);

-- CreateTable
CREATE TABLE "PackState" (
    "name" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PackState_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Citizen" (
    "id" UUID NOT NULL,
    "name" TEXT,
    "lang" TEXT NOT NULL DEFAULT 'zh',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Citizen_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ContactPoint" (
    "id" UUID NOT NULL,
    "citizenId" UUID NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "value" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ContactPoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Conversation" (
    "id" UUID NOT NULL,
    "citizenId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "status" "ConversationStatus" NOT NULL DEFAULT 'open',
    "lang" TEXT NOT NULL DEFAULT 'zh',
    "subject" TEXT,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "citizenReadSeq" INTEGER NOT NULL DEFAULT 0,
    "agentReadSeq" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastMessageAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "interactionId" UUID,
    "author" "MessageAuthor" NOT NULL,
    "authorId" TEXT,
    "text" TEXT NOT NULL,
    "notice" JSONB,
    "delivery" "DeliveryState" NOT NULL DEFAULT 'none',
    "providerRef" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" UUID NOT NULL,
    "conversationId" UUID,
    "messageId" UUID,
    "ticketId" UUID,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookReceipt" (
    "key" TEXT NOT NULL,
    "response" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebhookReceipt_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "SmsOut" (
    "id" UUID NOT NULL,
    "to" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "delivery" "DeliveryState" NOT NULL DEFAULT 'queued',
    "providerRef" TEXT,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "SmsOut_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CallSession" (
    "callRef" TEXT NOT NULL,
    "interactionId" UUID,
    "fromNumber" TEXT NOT NULL,
    "toNumber" TEXT NOT NULL,
    "flowCode" TEXT NOT NULL,
    "session" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CallSession_pkey" PRIMARY KEY ("callRef")
);

-- CreateTable
CREATE TABLE "Recording" (
    "id" UUID NOT NULL,
    "callRef" TEXT NOT NULL,
    "interactionId" UUID,
    "providerRef" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "durationS" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Skill" (
    "code" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,

    CONSTRAINT "Skill_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Queue" (
    "code" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "channels" "Channel"[],
    "calendarCode" TEXT NOT NULL,
    "requiredSkills" JSONB NOT NULL DEFAULT '{}',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "offerTimeoutS" INTEGER NOT NULL DEFAULT 20,
    "wrapUpS" INTEGER NOT NULL DEFAULT 60,
    "maxWaiting" INTEGER NOT NULL DEFAULT 500,

    CONSTRAINT "Queue_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Agent" (
    "userId" UUID NOT NULL,
    "capacity" INTEGER NOT NULL DEFAULT 3,

    CONSTRAINT "Agent_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "AgentSkill" (
    "userId" UUID NOT NULL,
    "skillCode" TEXT NOT NULL,
    "level" INTEGER NOT NULL,

    CONSTRAINT "AgentSkill_pkey" PRIMARY KEY ("userId","skillCode")
);

-- CreateTable
CREATE TABLE "AgentQueue" (
    "userId" UUID NOT NULL,
    "queueCode" TEXT NOT NULL,

    CONSTRAINT "AgentQueue_pkey" PRIMARY KEY ("userId","queueCode")
);

-- CreateTable
CREATE TABLE "PresenceLog" (
    "id" BIGSERIAL NOT NULL,
    "userId" UUID NOT NULL,
    "state" "PresenceState" NOT NULL,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PresenceLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Interaction" (
    "id" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "citizenId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "queueCode" TEXT NOT NULL,
    "state" "InteractionState" NOT NULL DEFAULT 'waiting',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "lang" TEXT NOT NULL DEFAULT 'zh',
    "requiredSkills" JSONB NOT NULL DEFAULT '{}',
    "agentId" UUID,
    "offerId" UUID,
    "arrivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "offeredAt" TIMESTAMPTZ(3),
    "acceptedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "wrapUpEndsAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "disposition" TEXT,
    "wrapUpNote" TEXT,
    "callRef" TEXT,

    CONSTRAINT "Interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Offer" (
    "id" UUID NOT NULL,
    "interactionId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "outcome" "OfferOutcome" NOT NULL DEFAULT 'pending',
    "offeredAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CannedReply" (
    "code" TEXT NOT NULL,
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "textZh" TEXT NOT NULL,
    "textEn" TEXT NOT NULL,
    "shortcut" TEXT,

    CONSTRAINT "CannedReply_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Category" (
    "code" TEXT NOT NULL,
    "parentCode" TEXT,
    "level" INTEGER NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "departmentCode" TEXT,
    "defaultKind" "TicketKind",
    "defaultUrgency" "Urgency",

    CONSTRAINT "Category_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Duty" (
    "id" UUID NOT NULL,
    "categoryCode" TEXT NOT NULL,
    "areaCode" TEXT,
    "leadCode" TEXT NOT NULL,
    "coHandlerCodes" TEXT[],
    "fallbackCode" TEXT,

    CONSTRAINT "Duty_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ticket" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "kind" "TicketKind" NOT NULL,
    "state" "TicketState" NOT NULL DEFAULT 'received',
    "urgency" "Urgency" NOT NULL DEFAULT 'ordinary',
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "lang" TEXT NOT NULL DEFAULT 'zh',
    "categoryCode" TEXT,
    "citizenId" UUID NOT NULL,
    "citizenName" TEXT,
    "citizenPhone" TEXT,
    "sealed" BOOLEAN NOT NULL DEFAULT false,
    "partyConcerned" TEXT,
    "address" TEXT,
    "districtCode" TEXT,
    "streetCode" TEXT,
    "communityCode" TEXT,
    "conversationId" UUID,
    "interactionId" UUID,
    "mainTicketId" UUID,
    "leadDepartmentCode" TEXT,
    "firstDepartmentCode" TEXT,
    "officerId" UUID,
    "bounces" INTEGER NOT NULL DEFAULT 0,
    "extensions" INTEGER NOT NULL DEFAULT 0,
    "urges" INTEGER NOT NULL DEFAULT 0,
    "reworks" INTEGER NOT NULL DEFAULT 0,
    "contactedAt" TIMESTAMPTZ(3),
    "contactedHow" TEXT,
    "isTrue" BOOLEAN,
    "isBeyondDuty" BOOLEAN,
    "isSolved" BOOLEAN,
    "publicReply" TEXT,
    "internalRecord" TEXT,
    "ratingScore" INTEGER,
    "ratingReasons" TEXT[],
    "ratingComment" TEXT,
    "ratedAt" TIMESTAMPTZ(3),
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatchedAt" TIMESTAMPTZ(3),
    "acceptedAt" TIMESTAMPTZ(3),
    "repliedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "nextDueAt" TIMESTAMPTZ(3),
    "nextClock" TEXT,
    "alarm" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketEvent" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "command" TEXT NOT NULL,
    "fromState" "TicketState",
    "toState" "TicketState" NOT NULL,
    "actorId" TEXT,
    "actorKind" TEXT NOT NULL,
    "reason" TEXT,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "commandId" TEXT NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "TicketEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketClock" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "clock" TEXT NOT NULL,
    "policyCode" TEXT NOT NULL,
    "calendarCode" TEXT NOT NULL,
    "departmentCode" TEXT,
    "state" "ClockState" NOT NULL DEFAULT 'running',
    "budget" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "pauses" JSONB NOT NULL DEFAULT '[]',
    "pausedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "breachedAt" TIMESTAMPTZ(3),
    "nextFireAt" TIMESTAMPTZ(3),

    CONSTRAINT "TicketClock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClockPolicy" (
    "code" TEXT NOT NULL,
    "clock" TEXT NOT NULL,
    "match" JSONB NOT NULL,
    "budget" JSONB NOT NULL,
    "calendarCode" TEXT NOT NULL,
    "warnAt" DOUBLE PRECISION[],
    "isActive" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "ClockPolicy_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Calendar" (
    "code" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Calendar_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Article" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "source" "ArticleSource" NOT NULL DEFAULT 'editor',
    "status" "ArticleStatus" NOT NULL DEFAULT 'draft',
    "audience" "Audience" NOT NULL DEFAULT 'public',
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "bodyZh" TEXT NOT NULL,
    "bodyEn" TEXT NOT NULL,
    "shortZh" TEXT NOT NULL,
    "shortEn" TEXT NOT NULL,
    "keywords" TEXT[],
    "departmentCode" TEXT,
    "categoryCode" TEXT,
    "ownerId" UUID,
    "reviewBy" TIMESTAMPTZ(3),
    "publishedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "provenance" JSONB,

    CONSTRAINT "Article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ArticleVersion" (
    "articleId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "authorId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ArticleVersion_pkey" PRIMARY KEY ("articleId","version")
);

-- CreateTable
CREATE TABLE "ImportRun" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "created" INTEGER NOT NULL,
    "updated" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "faults" JSONB NOT NULL,
    "startedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "id" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "pending" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Department_parentCode_idx" ON "Department"("parentCode");

-- CreateIndex
CREATE INDEX "Area_parentCode_idx" ON "Area"("parentCode");

-- CreateIndex
CREATE UNIQUE INDEX "User_username_key" ON "User"("username");

-- CreateIndex
CREATE INDEX "User_departmentCode_idx" ON "User"("departmentCode");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_keyHash_key" ON "ApiKey"("keyHash");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectType_subjectId_id_idx" ON "AuditEntry"("subjectType", "subjectId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_actorId_id_idx" ON "AuditEntry"("actorId", "id");

-- CreateIndex
CREATE INDEX "ContactPoint_citizenId_idx" ON "ContactPoint"("citizenId");

-- CreateIndex
CREATE UNIQUE INDEX "ContactPoint_kind_value_key" ON "ContactPoint"("kind", "value");

-- CreateIndex
CREATE INDEX "Conversation_citizenId_id_idx" ON "Conversation"("citizenId", "id");

-- CreateIndex
CREATE INDEX "Conversation_status_lastMessageAt_id_idx" ON "Conversation"("status", "lastMessageAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Message_providerRef_key" ON "Message"("providerRef");

-- CreateIndex
CREATE UNIQUE INDEX "Message_conversationId_seq_key" ON "Message"("conversationId", "seq");

-- CreateIndex
CREATE INDEX "Attachment_messageId_idx" ON "Attachment"("messageId");

-- CreateIndex
CREATE INDEX "Attachment_ticketId_idx" ON "Attachment"("ticketId");

-- CreateIndex
CREATE INDEX "WebhookReceipt_receivedAt_idx" ON "WebhookReceipt"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "SmsOut_providerRef_key" ON "SmsOut"("providerRef");

-- CreateIndex
CREATE INDEX "SmsOut_to_id_idx" ON "SmsOut"("to", "id");

-- CreateIndex
CREATE UNIQUE INDEX "CallSession_interactionId_key" ON "CallSession"("interactionId");

-- CreateIndex
CREATE UNIQUE INDEX "Recording_providerRef_key" ON "Recording"("providerRef");

-- CreateIndex
CREATE INDEX "Recording_interactionId_idx" ON "Recording"("interactionId");

-- CreateIndex
CREATE INDEX "Recording_callRef_idx" ON "Recording"("callRef");

-- CreateIndex
CREATE INDEX "PresenceLog_userId_id_idx" ON "PresenceLog"("userId", "id");

-- CreateIndex
CREATE INDEX "PresenceLog_at_idx" ON "PresenceLog"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Interaction_callRef_key" ON "Interaction"("callRef");

-- CreateIndex
CREATE INDEX "Interaction_state_queueCode_arrivedAt_idx" ON "Interaction"("state", "queueCode", "arrivedAt");

-- CreateIndex
CREATE INDEX "Interaction_agentId_state_idx" ON "Interaction"("agentId", "state");

-- CreateIndex
CREATE INDEX "Interaction_citizenId_id_idx" ON "Interaction"("citizenId", "id");

-- CreateIndex
CREATE INDEX "Interaction_conversationId_id_idx" ON "Interaction"("conversationId", "id");

-- CreateIndex
CREATE INDEX "Interaction_arrivedAt_idx" ON "Interaction"("arrivedAt");

-- CreateIndex
CREATE INDEX "Offer_interactionId_offeredAt_idx" ON "Offer"("interactionId", "offeredAt");

-- CreateIndex
CREATE INDEX "Offer_agentId_outcome_idx" ON "Offer"("agentId", "outcome");

-- CreateIndex
CREATE INDEX "Offer_outcome_expiresAt_idx" ON "Offer"("outcome", "expiresAt");

-- CreateIndex
CREATE INDEX "Category_parentCode_idx" ON "Category"("parentCode");

-- CreateIndex
CREATE UNIQUE INDEX "Duty_categoryCode_areaCode_key" ON "Duty"("categoryCode", "areaCode");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_number_key" ON "Ticket"("number");

-- CreateIndex
CREATE INDEX "Ticket_state_nextDueAt_id_idx" ON "Ticket"("state", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Ticket_leadDepartmentCode_state_nextDueAt_id_idx" ON "Ticket"("leadDepartmentCode", "state", "nextDueAt", "id");

-- CreateIndex
CREATE INDEX "Ticket_citizenId_id_idx" ON "Ticket"("citizenId", "id");

-- CreateIndex
CREATE INDEX "Ticket_citizenPhone_idx" ON "Ticket"("citizenPhone");

-- CreateIndex
CREATE INDEX "Ticket_conversationId_idx" ON "Ticket"("conversationId");

-- CreateIndex
CREATE INDEX "Ticket_createdAt_id_idx" ON "Ticket"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Ticket_mainTicketId_idx" ON "Ticket"("mainTicketId");

-- CreateIndex
CREATE UNIQUE INDEX "TicketEvent_commandId_key" ON "TicketEvent"("commandId");

-- CreateIndex
CREATE UNIQUE INDEX "TicketEvent_ticketId_seq_key" ON "TicketEvent"("ticketId", "seq");

-- CreateIndex
CREATE INDEX "TicketClock_ticketId_idx" ON "TicketClock"("ticketId");

-- CreateIndex
CREATE INDEX "TicketClock_nextFireAt_idx" ON "TicketClock"("nextFireAt");

-- CreateIndex
CREATE INDEX "TicketClock_state_dueAt_idx" ON "TicketClock"("state", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Article_code_key" ON "Article"("code");

-- CreateIndex
CREATE INDEX "Article_status_updatedAt_id_idx" ON "Article"("status", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Article_updatedAt_id_idx" ON "Article"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "Outbox_createdAt_idx" ON "Outbox"("createdAt");

-- AddForeignKey
ALTER TABLE "Department" ADD CONSTRAINT "Department_parentCode_fkey" FOREIGN KEY ("parentCode") REFERENCES "Department"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_departmentCode_fkey" FOREIGN KEY ("departmentCode") REFERENCES "Department"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ContactPoint" ADD CONSTRAINT "ContactPoint_citizenId_fkey" FOREIGN KEY ("citizenId") REFERENCES "Citizen"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_citizenId_fkey" FOREIGN KEY ("citizenId") REFERENCES "Citizen"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_conversationId_fkey" FOREIGN KEY ("conversationId") REFERENCES "Conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentSkill" ADD CONSTRAINT "AgentSkill_userId_fkey" FOREIGN KEY ("userId") REFERENCES "Agent"("userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentQueue" ADD CONSTRAINT "AgentQueue_userId_fkey" FOREIGN KEY ("userId") REFERENCES "Agent"("userId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Offer" ADD CONSTRAINT "Offer_interactionId_fkey" FOREIGN KEY ("interactionId") REFERENCES "Interaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketClock" ADD CONSTRAINT "TicketClock_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ArticleVersion" ADD CONSTRAINT "ArticleVersion_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "Article"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Running number of tickets: never reused, also when a transaction fails.
CREATE SEQUENCE "ticket_number" START 1;

-- What waits for its moment: small, whatever the number of finished clocks.
CREATE INDEX "TicketClock_firing_idx" ON "TicketClock" ("nextFireAt") WHERE "nextFireAt" IS NOT NULL;

-- Titles are searched by any part of a word; Chinese has no word boundaries.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "Ticket_title_trgm_idx" ON "Ticket" USING gin ("title" gin_trgm_ops);
