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
CREATE INDEX "statement_drafts_oldest" ON "statement_drafts" USING btree ("uploaded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "statement_files_once" ON "statement_files" USING btree ("account_id","sha256");--> statement-breakpoint
CREATE INDEX "statement_files_newest" ON "statement_files" USING btree ("account_id","mode","id");--> statement-breakpoint
CREATE INDEX "statement_lines_of_invoice" ON "statement_lines" USING btree ("account_id","invoice_id");--> statement-breakpoint
CREATE INDEX "statement_lines_of_reference" ON "statement_lines" USING btree ("account_id","reference_id");--> statement-breakpoint
CREATE INDEX "statement_mappings_of_header" ON "statement_mappings" USING btree ("account_id","header_sha256");--> statement-breakpoint
CREATE INDEX "statements_of_day" ON "statements" USING btree ("account_id","mode","day","currency","kind","id");--> statement-breakpoint
CREATE INDEX "invoices_by_processed" ON "invoices" USING btree ("account_id","mode","processed_at") WHERE took_money;--> statement-breakpoint
CREATE INDEX "invoices_returned" ON "invoices" USING btree ("account_id","mode","updated_at") WHERE returned > 0;--> statement-breakpoint
CREATE INDEX "mirror_by_processed" ON "mirror" USING btree ("account_id","mode","processed_at") WHERE took_money;--> statement-breakpoint
CREATE INDEX "mirror_returned" ON "mirror" USING btree ("account_id","mode","updated_at") WHERE returned > 0;
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
