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
CREATE TABLE "statement_bad_rows" (
	"file_id" bigint NOT NULL,
	"line" integer NOT NULL,
	"reason" text NOT NULL,
	"cells" jsonb NOT NULL,
	CONSTRAINT "statement_bad_rows_file_id_line_pk" PRIMARY KEY("file_id","line")
);
--> statement-breakpoint
CREATE TABLE "statement_days" (
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"day" date NOT NULL,
	"books_digest" text NOT NULL,
	"matched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_days_account_id_mode_day_pk" PRIMARY KEY("account_id","mode","day"),
	CONSTRAINT "statement_days_mode" CHECK ("statement_days"."mode" in ('live', 'test'))
);
--> statement-breakpoint
CREATE TABLE "statement_drafts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statement_drafts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"person_id" integer,
	"file_name" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"format" text NOT NULL,
	"encoding" text,
	"delimiter" text,
	"withheld" smallint[] NOT NULL,
	"cells" "bytea" NOT NULL,
	"mapping" jsonb NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "statement_files" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statement_files_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"size_bytes" integer NOT NULL,
	"format" text NOT NULL,
	"encoding" text,
	"delimiter" text,
	"mapping" jsonb NOT NULL,
	"good_rows" integer NOT NULL,
	"bad_rows" integer NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	"imported_by" text NOT NULL,
	"person_id" integer,
	CONSTRAINT "statement_files_kind" CHECK ("statement_files"."kind" in ('transactions', 'trial_balance', 'invoices')),
	CONSTRAINT "statement_files_mode" CHECK ("statement_files"."mode" in ('live', 'test'))
);
--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statement_lines_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"statement_id" bigint NOT NULL,
	"account_id" integer NOT NULL,
	"line" integer NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone,
	"transaction_id" text,
	"invoice_id" text,
	"reference_id" text,
	"service" text,
	"description" text,
	"status" text,
	"amount" bigint NOT NULL,
	"fee" bigint,
	"effect" bigint NOT NULL,
	"balance" bigint,
	"reserve" bigint,
	"created_at" timestamp with time zone,
	"updated_at" timestamp with time zone,
	"processed_amount" bigint,
	"processed_fee" bigint,
	"refunded_amount" bigint,
	"charged_back_amount" bigint,
	"charged_back_fee" bigint,
	CONSTRAINT "statement_lines_once" UNIQUE("statement_id","line"),
	CONSTRAINT "statement_lines_type" CHECK ("statement_lines"."type" in ('payment', 'refund', 'chargeback', 'chargeback_fee', 'fee', 'payout', 'reserve', 'other', 'invoice', 'balance'))
);
--> statement-breakpoint
CREATE TABLE "statement_mappings" (
	"account_id" integer NOT NULL,
	"name" text NOT NULL,
	"header_sha256" "bytea" NOT NULL,
	"mapping" jsonb NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_mappings_account_id_name_pk" PRIMARY KEY("account_id","name")
);
--> statement-breakpoint
CREATE TABLE "statement_matches" (
	"line_id" bigint NOT NULL,
	"invoice_id" text NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "statement_matches_line_id_invoice_id_pk" PRIMARY KEY("line_id","invoice_id"),
	CONSTRAINT "statement_matches_state" CHECK ("statement_matches"."state" in ('matched', 'grouped', 'differs', 'only_in_statement'))
);
--> statement-breakpoint
CREATE TABLE "statements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "statements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"file_id" bigint NOT NULL,
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"day" date NOT NULL,
	"is_whole" boolean NOT NULL,
	"opening_balance" bigint,
	"closing_balance" bigint,
	"reserve" bigint,
	"broken_line" integer,
	"broken_by" bigint,
	"lines" integer NOT NULL,
	CONSTRAINT "statements_once" UNIQUE("file_id","currency","day"),
	CONSTRAINT "statements_kind" CHECK ("statements"."kind" in ('transactions', 'trial_balance', 'invoices')),
	CONSTRAINT "statements_mode" CHECK ("statements"."mode" in ('live', 'test')),
	CONSTRAINT "statements_broken" CHECK (("statements"."broken_line" is null) = ("statements"."broken_by" is null))
);
--> statement-breakpoint
ALTER TABLE "report_deliveries" ADD CONSTRAINT "report_deliveries_schedule_id_report_schedules_id_fk" FOREIGN KEY ("schedule_id") REFERENCES "public"."report_schedules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_bad_rows" ADD CONSTRAINT "statement_bad_rows_file_id_statement_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."statement_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_days" ADD CONSTRAINT "statement_days_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_drafts" ADD CONSTRAINT "statement_drafts_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_drafts" ADD CONSTRAINT "statement_drafts_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_files" ADD CONSTRAINT "statement_files_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_files" ADD CONSTRAINT "statement_files_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_statement_id_statements_id_fk" FOREIGN KEY ("statement_id") REFERENCES "public"."statements"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_mappings" ADD CONSTRAINT "statement_mappings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_matches" ADD CONSTRAINT "statement_matches_line_id_statement_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."statement_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_file_id_statement_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."statement_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_currency_currencies_code_fk" FOREIGN KEY ("currency") REFERENCES "public"."currencies"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "report_deliveries_once" ON "report_deliveries" USING btree ("schedule_id","from_day") WHERE not is_manual;--> statement-breakpoint
CREATE INDEX "report_deliveries_of" ON "report_deliveries" USING btree ("schedule_id","id");--> statement-breakpoint
CREATE INDEX "report_deliveries_due" ON "report_deliveries" USING btree ("next_attempt_at") WHERE state = 'due';--> statement-breakpoint
CREATE UNIQUE INDEX "report_schedules_named" ON "report_schedules" USING btree ("account_id","name") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "statement_drafts_oldest" ON "statement_drafts" USING btree ("uploaded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "statement_files_once" ON "statement_files" USING btree ("account_id","sha256");--> statement-breakpoint
CREATE INDEX "statement_files_newest" ON "statement_files" USING btree ("account_id","mode","id");--> statement-breakpoint
CREATE INDEX "statement_lines_of_invoice" ON "statement_lines" USING btree ("account_id","invoice_id");--> statement-breakpoint
CREATE INDEX "statement_lines_of_reference" ON "statement_lines" USING btree ("account_id","reference_id");--> statement-breakpoint
CREATE INDEX "statement_mappings_of_header" ON "statement_mappings" USING btree ("account_id","header_sha256");--> statement-breakpoint
CREATE INDEX "statements_of_day" ON "statements" USING btree ("account_id","mode","day","currency","kind","id");
--> statement-breakpoint
-- By hand.
create trigger statement_files_append_only before update or delete on statement_files for each row execute function refuse_change();
--> statement-breakpoint
create trigger statement_files_no_truncate before truncate on statement_files execute function refuse_change();
--> statement-breakpoint
create trigger statements_append_only before update or delete on statements for each row execute function refuse_change();
--> statement-breakpoint
create trigger statements_no_truncate before truncate on statements execute function refuse_change();
--> statement-breakpoint
create trigger statement_lines_append_only before update or delete on statement_lines for each row execute function refuse_change();
--> statement-breakpoint
create trigger statement_lines_no_truncate before truncate on statement_lines execute function refuse_change();
--> statement-breakpoint
create trigger statement_bad_rows_append_only before update or delete on statement_bad_rows for each row execute function refuse_change();
--> statement-breakpoint
create trigger statement_bad_rows_no_truncate before truncate on statement_bad_rows execute function refuse_change();
