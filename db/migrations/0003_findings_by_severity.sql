-- A finding is written once, with its severity.
DELETE FROM "run_findings";--> statement-breakpoint
ALTER TABLE "run_findings" DROP COLUMN "is_grave";--> statement-breakpoint
ALTER TABLE "run_findings" ALTER COLUMN "severity" SET NOT NULL;
