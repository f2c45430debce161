ALTER TABLE "accounts" ADD COLUMN "stuck_minutes_of" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "large_amounts" jsonb DEFAULT '{}'::jsonb NOT NULL;