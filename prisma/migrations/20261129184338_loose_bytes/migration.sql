-- CreateTable
CREATE TABLE "LooseBytes" (
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LooseBytes_pkey" PRIMARY KEY ("kind","ref")
);

-- CreateIndex
CREATE INDEX "LooseBytes_since_idx" ON "LooseBytes"("since");
