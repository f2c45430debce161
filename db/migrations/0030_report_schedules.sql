CREATE TABLE "report_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"schedule_id" bigint NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"is_manual" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"failure" text,
	"export_id" bigint,
	"manifest" jsonb,
	CONSTRAINT "report_deliveries_state" CHECK ("report_deliveries"."state" in ('due', 'delivered', 'failed')),
	CONSTRAINT "report_deliveries_days" CHECK ("report_deliveries"."from_day" <= "report_deliveries"."to_day")
);
--> statement-breakpoint
CREATE TABLE "report_schedules" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_schedules_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"report" text NOT NULL,
	"period" text NOT NULL,
	"hour" smallint NOT NULL,
	"format" text NOT NULL,
	"profile" text NOT NULL,
	"channel" text NOT NULL,
	"target" text NOT NULL,
	"sealed_secret" "bytea",
	"is_paused" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" integer NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "report_schedules_period" CHECK ("report_schedules"."period" in ('day', 'week', 'month')),
	CONSTRAINT "report_schedules_format" CHECK ("report_schedules"."format" in ('csv', 'xlsx', 'jsonl')),
	CONSTRAINT "report_schedules_channel" CHECK ("report_schedules"."channel" in ('email', 'folder', 'webhook')),
	CONSTRAINT "report_schedules_hour" CHECK ("report_schedules"."hour" between 0 and 23),
	CONSTRAINT "report_schedules_secret" CHECK (("report_schedules"."channel" = 'webhook') = ("report_schedules"."sealed_secret" is not null))
);
--> statement-breakpoint
ALTER TABLE "report_deliveries" ADD CONSTRAINT "report_deliveries_schedule_id_report_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."report_schedules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "report_deliveries_once" ON "report_deliveries" USING btree ("schedule_id","from_day") WHERE not is_manual;--> statement-breakpoint
CREATE INDEX "report_deliveries_of" ON "report_deliveries" USING btree ("schedule_id","id");--> statement-breakpoint
CREATE INDEX "report_deliveries_due" ON "report_deliveries" USING btree ("next_attempt_at") WHERE state = 'due';--> statement-breakpoint
CREATE UNIQUE INDEX "report_schedules_named" ON "report_schedules" USING btree ("account_id","name") WHERE removed_at is null;