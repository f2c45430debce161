ALTER TABLE "mirror" ADD COLUMN "document_digest" "bytea";--> statement-breakpoint
ALTER TABLE "mirror" ADD CONSTRAINT "mirror_document_digest" CHECK (octet_length("mirror"."document_digest") = 20);