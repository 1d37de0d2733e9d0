-- AlterTable
ALTER TABLE "Area" ADD COLUMN     "cells" JSONB NOT NULL DEFAULT '[]';
