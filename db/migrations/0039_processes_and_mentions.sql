CREATE TABLE "processes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "processes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"process" text NOT NULL,
	"version" text NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"disk_free" bigint,
	"disk_total" bigint,
	CONSTRAINT "processes_process" CHECK ("processes"."process" in ('web', 'worker', 'all'))
);
--> statement-breakpoint
ALTER TABLE "people" ALTER COLUMN "mails_assignments" SET DEFAULT true;--> statement-breakpoint
ALTER TABLE "alert_channels" ADD COLUMN "least_severity" text DEFAULT 'low' NOT NULL;--> statement-breakpoint
ALTER TABLE "assignment_notices" ADD COLUMN "reason" text DEFAULT 'assigned' NOT NULL;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "mails_mentions" boolean DEFAULT true NOT NULL;--> statement-breakpoint
CREATE INDEX "processes_seen" ON "processes" USING btree ("seen_at");--> statement-breakpoint
ALTER TABLE "alert_channels" ADD CONSTRAINT "alert_channels_severity" CHECK ("alert_channels"."least_severity" in ('low', 'medium', 'high', 'critical'));--> statement-breakpoint
ALTER TABLE "assignment_notices" ADD CONSTRAINT "assignment_notices_reason" CHECK ("assignment_notices"."reason" in ('assigned', 'mentioned'));--> statement-breakpoint
-- By hand.
-- What was off was so because nobody had been asked; whoever wants no mail switches it off under My account.
UPDATE "people" SET "mails_assignments" = true;
