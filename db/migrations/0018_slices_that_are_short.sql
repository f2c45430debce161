CREATE TABLE "provider_habits" (
	"account_id" integer PRIMARY KEY NOT NULL,
	"api_url" text NOT NULL,
	"page_size" integer,
	"first_page" smallint,
	"counts_window" boolean,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" DROP CONSTRAINT "runs_scope";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "sweep_days" integer DEFAULT 400 NOT NULL;--> statement-breakpoint
ALTER TABLE "run_rechecks" ADD COLUMN "asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run_slices" ADD COLUMN "listed" integer;--> statement-breakpoint
ALTER TABLE "run_slices" ADD COLUMN "provider_total" integer;--> statement-breakpoint
ALTER TABLE "run_slices" ADD COLUMN "not_compared" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "changes" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "changes_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "changes_seen" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_habits" ADD CONSTRAINT "provider_habits_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_of_whole_days" ON "runs" USING btree ("account_id","finished_at") WHERE state = 'finished' and scope <> 'recent';--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_sweep" CHECK ("accounts"."sweep_days" between 0 and 3660);--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_changes" CHECK ("runs"."changes" in ('read', 'ignored', 'refused', 'no_answer'));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_scope" CHECK ("runs"."scope" in ('recent', 'deep', 'sweep', 'window'));