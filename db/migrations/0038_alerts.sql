CREATE TABLE "alert_channels" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_channels_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"person_id" integer,
	"name" text NOT NULL,
	"channel" text NOT NULL,
	"target" text NOT NULL,
	"sealed" "bytea",
	"rules" text[] NOT NULL,
	"quiet_from" smallint,
	"quiet_to" smallint,
	"digest_hour" smallint,
	"is_paused" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_planned_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	CONSTRAINT "alert_channels_channel" CHECK ("alert_channels"."channel" in ('email', 'slack', 'webhook')),
	CONSTRAINT "alert_channels_sealed" CHECK (("alert_channels"."channel" = 'email') = ("alert_channels"."sealed" is null)),
	CONSTRAINT "alert_channels_own" CHECK ("alert_channels"."person_id" is null or "alert_channels"."channel" = 'email'),
	CONSTRAINT "alert_channels_quiet" CHECK (("alert_channels"."quiet_from" is null) = ("alert_channels"."quiet_to" is null)
        and coalesce("alert_channels"."quiet_from", 0) between 0 and 23
        and coalesce("alert_channels"."quiet_to", 0) between 0 and 23),
	CONSTRAINT "alert_channels_digest" CHECK ("alert_channels"."digest_hour" between 0 and 23)
);
--> statement-breakpoint
CREATE TABLE "alert_deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"channel_id" bigint,
	"person_id" integer,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"news" jsonb NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "alert_deliveries_state" CHECK ("alert_deliveries"."state" in ('due', 'delivered', 'failed')),
	CONSTRAINT "alert_deliveries_to" CHECK (("alert_deliveries"."channel_id" is null) <> ("alert_deliveries"."person_id" is null))
);
--> statement-breakpoint
CREATE TABLE "alert_notices" (
	"alert_id" bigint NOT NULL,
	"channel_id" bigint NOT NULL,
	"news" text NOT NULL,
	"delivery_id" bigint NOT NULL,
	CONSTRAINT "alert_notices_alert_id_channel_id_news_pk" PRIMARY KEY("alert_id","channel_id","news"),
	CONSTRAINT "alert_notices_news" CHECK ("alert_notices"."news" in ('opened', 'resolved'))
);
--> statement-breakpoint
CREATE TABLE "alert_settings" (
	"account_id" integer PRIMARY KEY NOT NULL,
	"off" text[] DEFAULT '{}' NOT NULL,
	"stuck_money" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"silent_minutes" integer DEFAULT 60 NOT NULL,
	"refused_burst" integer DEFAULT 50 NOT NULL,
	"close_by" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alert_settings_silent" CHECK ("alert_settings"."silent_minutes" between 5 and 10080),
	CONSTRAINT "alert_settings_burst" CHECK ("alert_settings"."refused_burst" between 1 and 100000),
	CONSTRAINT "alert_settings_close_by" CHECK ("alert_settings"."close_by" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alerts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer,
	"rule" text NOT NULL,
	"subject" text NOT NULL,
	"severity" text NOT NULL,
	"summary" text NOT NULL,
	"path" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" integer,
	CONSTRAINT "alerts_rule" CHECK ("alerts"."rule" in ('critical_discrepancy', 'stuck_money', 'no_callbacks', 'refused_burst', 'wrong_secret', 'run_failed', 'run_late', 'day_not_closed', 'api_refuses', 'disk_low', 'database_trouble')),
	CONSTRAINT "alerts_severity" CHECK ("alerts"."severity" in ('low', 'medium', 'high', 'critical')),
	CONSTRAINT "alerts_acknowledged" CHECK (("alerts"."acknowledged_at" is null) = ("alerts"."acknowledged_by" is null))
);
--> statement-breakpoint
CREATE TABLE "assignment_notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "assignment_notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"discrepancy_id" bigint NOT NULL,
	"person_id" integer NOT NULL,
	"assigned_by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "mails_assignments" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "alert_channels" ADD CONSTRAINT "alert_channels_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_channels" ADD CONSTRAINT "alert_channels_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_channel_id_alert_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."alert_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_channel_id_alert_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."alert_channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_delivery_id_alert_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."alert_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_acknowledged_by_people_id_fk" FOREIGN KEY ("acknowledged_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment_notices" ADD CONSTRAINT "assignment_notices_discrepancy_id_discrepancies_id_fk" FOREIGN KEY ("discrepancy_id") REFERENCES "public"."discrepancies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assignment_notices" ADD CONSTRAINT "assignment_notices_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_channels_named" ON "alert_channels" USING btree ("account_id","name") WHERE removed_at is null and person_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_channels_of_person" ON "alert_channels" USING btree ("account_id","person_id") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "alert_deliveries_of" ON "alert_deliveries" USING btree ("channel_id","id");--> statement-breakpoint
CREATE INDEX "alert_deliveries_due" ON "alert_deliveries" USING btree ("next_attempt_at") WHERE state = 'due';--> statement-breakpoint
CREATE INDEX "alert_notices_of_delivery" ON "alert_notices" USING btree ("delivery_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_open" ON "alerts" USING btree (coalesce(account_id, 0),"rule","subject") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "alerts_newest" ON "alerts" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "alerts_resolved" ON "alerts" USING btree ("resolved_at");--> statement-breakpoint
CREATE INDEX "assignment_notices_of" ON "assignment_notices" USING btree ("person_id");