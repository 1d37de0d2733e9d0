-- CreateTable
CREATE TABLE "ProvidedSession" (
    "tokenHash" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sid" TEXT,
    "idToken" TEXT NOT NULL,
    "hadFactor" BOOLEAN NOT NULL,

    CONSTRAINT "ProvidedSession_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "ExternalIdentity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "linkedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3) NOT NULL,
    "hadFactor" BOOLEAN NOT NULL,

    CONSTRAINT "ExternalIdentity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "SignInProvider" (
    "code" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "secret" TEXT,
    "editedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SignInProvider_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "SignInProviderVersion" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "isActive" BOOLEAN NOT NULL,
    "editedBy" UUID,
    "editedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SignInProviderVersion_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "SignInFlow" (
    "key" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "kept" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SignInFlow_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "ProvidedSession_issuer_subject_idx" ON "ProvidedSession"("issuer", "subject");

-- CreateIndex
CREATE INDEX "ExternalIdentity_userId_idx" ON "ExternalIdentity"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ExternalIdentity_issuer_userId_key" ON "ExternalIdentity"("issuer", "userId");

-- CreateIndex
CREATE INDEX "SignInFlow_expiresAt_idx" ON "SignInFlow"("expiresAt");

-- AddForeignKey
ALTER TABLE "ProvidedSession" ADD CONSTRAINT "ProvidedSession_tokenHash_fkey" FOREIGN KEY ("tokenHash") REFERENCES "Session"("tokenHash") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExternalIdentity" ADD CONSTRAINT "ExternalIdentity_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInProviderVersion" ADD CONSTRAINT "SignInProviderVersion_code_fkey" FOREIGN KEY ("code") REFERENCES "SignInProvider"("code") ON DELETE CASCADE ON UPDATE CASCADE;
