CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"paymega_account_id" text NOT NULL,
	"time_zone" text NOT NULL,
	"heal_forward" boolean DEFAULT true NOT NULL,
	"adopt_missing" boolean DEFAULT false NOT NULL,
	"grace_minutes" integer DEFAULT 10 NOT NULL,
	"stuck_minutes" integer DEFAULT 30 NOT NULL,
	"stuck_refund_minutes" integer DEFAULT 7200 NOT NULL,
	"recent_every_minutes" integer DEFAULT 15 NOT NULL,
	"deep_at_hour" smallint DEFAULT 3 NOT NULL,
	"deep_days" integer DEFAULT 35 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_slug_unique" UNIQUE("slug"),
	CONSTRAINT "accounts_paymega_account_id_unique" UNIQUE("paymega_account_id"),
	CONSTRAINT "accounts_slug_form" CHECK ("accounts"."slug" ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	CONSTRAINT "accounts_grace" CHECK ("accounts"."grace_minutes" between 0 and 10080),
	CONSTRAINT "accounts_stuck" CHECK ("accounts"."stuck_minutes" > 0 and "accounts"."stuck_refund_minutes" > 0),
	CONSTRAINT "accounts_schedule" CHECK ("accounts"."recent_every_minutes" between 1 and 1440),
	CONSTRAINT "accounts_deep" CHECK ("accounts"."deep_at_hour" between 0 and 23 and "accounts"."deep_days" between 1 and 400)
);
--> statement-breakpoint
CREATE TABLE "currencies" (
	"code" text PRIMARY KEY NOT NULL,
	"exponent" smallint NOT NULL,
	CONSTRAINT "currencies_exponent" CHECK ("currencies"."exponent" between 0 and 8)
);
--> statement-breakpoint
CREATE TABLE "discrepancies" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "discrepancies_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"subject" text NOT NULL,
	"invoice_id" text,
	"reference_id" text,
	"mode" text NOT NULL,
	"kind" text NOT NULL,
	"cause" text,
	"severity" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"resolution" text,
	"assignee_id" integer,
	"currency" text,
	"at_risk" bigint,
	"ours" text,
	"theirs" text,
	"evidence" jsonb NOT NULL,
	"fingerprint" text NOT NULL,
	"invoice_created_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_run_id" bigint,
	"last_seen_at" timestamp with time zone NOT NULL,
	"last_seen_run_id" bigint,
	"resolved_at" timestamp with time zone,
	"resolved_by" integer,
	"note" text,
	CONSTRAINT "discrepancies_state" CHECK ("discrepancies"."state" in ('open', 'in_review', 'resolved')),
	CONSTRAINT "discrepancies_severity" CHECK ("discrepancies"."severity" in ('low', 'medium', 'high', 'critical')),
	CONSTRAINT "discrepancies_mode" CHECK ("discrepancies"."mode" in ('live', 'test')),
	CONSTRAINT "discrepancies_resolution" CHECK ("discrepancies"."resolution" in ('healed', 'accepted_theirs', 'kept_ours', 'refunded', 'written_off', 'fixed_by_paymega', 'not_an_issue')),
	CONSTRAINT "discrepancies_resolved" CHECK (("discrepancies"."state" = 'resolved') = ("discrepancies"."resolution" is not null)
        and ("discrepancies"."state" = 'resolved') = ("discrepancies"."resolved_at" is not null)),
	CONSTRAINT "discrepancies_money" CHECK (("discrepancies"."at_risk" is null) = ("discrepancies"."currency" is null))
);
--> statement-breakpoint
CREATE TABLE "discrepancy_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "discrepancy_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"discrepancy_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"act" text NOT NULL,
	"person_id" integer,
	"run_id" bigint,
	"resolution" text,
	"note" text,
	"evidence" jsonb,
	CONSTRAINT "discrepancy_events_act" CHECK ("discrepancy_events"."act" in ('opened', 'changed', 'assigned', 'noted', 'resolved', 'closed', 'reopened'))
);
--> statement-breakpoint
CREATE TABLE "callbacks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callbacks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"invoice_id" text,
	"mode" text NOT NULL,
	"status" text,
	"updated_at" timestamp with time zone,
	"verdict" text NOT NULL,
	"reason" text,
	"retry_count" integer,
	"body" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	CONSTRAINT "callbacks_verdict" CHECK ("callbacks"."verdict" in ('new', 'newer', 'same', 'stale', 'conflicting', 'quarantined')),
	CONSTRAINT "callbacks_reason" CHECK (("callbacks"."verdict" = 'quarantined') = ("callbacks"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"account_id" integer NOT NULL,
	"subject" text NOT NULL,
	"invoice_id" text,
	"mode" text NOT NULL,
	"source" text NOT NULL,
	"reason" text NOT NULL,
	"words" text NOT NULL,
	"body" text NOT NULL,
	"body_sha256" "bytea" NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "quarantine_account_id_subject_body_sha256_pk" PRIMARY KEY("account_id","subject","body_sha256"),
	CONSTRAINT "quarantine_source" CHECK ("quarantine"."source" in ('callback', 'private_api'))
);
--> statement-breakpoint
CREATE TABLE "refused_callbacks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refused_callbacks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer,
	"received_at" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"words" text NOT NULL,
	"invoice_id" text,
	"http_status" integer NOT NULL,
	"excerpt" text NOT NULL,
	"body_sha256" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_checks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_checks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"invoice_id" text,
	"reference_id" text,
	"asked_by" text NOT NULL,
	"person_id" integer,
	"asked_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	"outcome" text NOT NULL,
	"words" text,
	"verdict" text,
	"status" text,
	"body" text,
	CONSTRAINT "status_checks_outcome" CHECK ("status_checks"."outcome" in ('found', 'not_found', 'no_answer', 'quarantined')),
	CONSTRAINT "status_checks_asked_by" CHECK ("status_checks"."asked_by" in ('person', 'run', 'pending', 'callback', 'creation')),
	CONSTRAINT "status_checks_about" CHECK ("status_checks"."invoice_id" is not null or "status_checks"."reference_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "invoice_rivals" (
	"account_id" integer NOT NULL,
	"id" text NOT NULL,
	"mode" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"reference_id" text,
	"service" text,
	"status" text NOT NULL,
	"resolution" text,
	"payment_amount" bigint,
	"fee" bigint,
	"deposit" bigint,
	"processed_amount" bigint,
	"processed_fee" bigint,
	"processed_deposit" bigint,
	"refunded_amount" bigint,
	"charged_back_amount" bigint,
	"processed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"progress" smallint NOT NULL,
	"stage" smallint NOT NULL,
	"is_final" boolean NOT NULL,
	"took_money" boolean NOT NULL,
	"returned" bigint NOT NULL,
	"fingerprint" bigint NOT NULL,
	"first_told_at" timestamp with time zone NOT NULL,
	"failed_at" timestamp with time zone,
	"furthest_stage" smallint NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invoice_rivals_account_id_id_mode_currency_amount_pk" PRIMARY KEY("account_id","id","mode","currency","amount")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"account_id" integer NOT NULL,
	"id" text NOT NULL,
	"mode" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"reference_id" text,
	"service" text,
	"status" text NOT NULL,
	"resolution" text,
	"payment_amount" bigint,
	"fee" bigint,
	"deposit" bigint,
	"processed_amount" bigint,
	"processed_fee" bigint,
	"processed_deposit" bigint,
	"refunded_amount" bigint,
	"charged_back_amount" bigint,
	"processed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"progress" smallint NOT NULL,
	"stage" smallint NOT NULL,
	"is_final" boolean NOT NULL,
	"took_money" boolean NOT NULL,
	"returned" bigint NOT NULL,
	"fingerprint" bigint NOT NULL,
	"first_told_at" timestamp with time zone NOT NULL,
	"failed_at" timestamp with time zone,
	"furthest_stage" smallint NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"is_suspect" boolean GENERATED ALWAYS AS (coalesce(not is_final or stage < furthest_stage or stage = -1
          or coalesce(charged_back_amount, 0) > 0 or stage = 6
          or (took_money and failed_at is not null and failed_at <= updated_at)
          or (took_money and processed_amount <> payment_amount)
          or coalesce(refunded_amount, 0) + coalesce(charged_back_amount, 0) > processed_amount
          or payment_amount <> deposit + fee
          or (took_money and processed_amount <> processed_fee + processed_deposit), false)) STORED NOT NULL,
	CONSTRAINT "invoices_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "invoices_mode" CHECK ("invoices"."mode" in ('live', 'test'))
);
--> statement-breakpoint
CREATE TABLE "mirror" (
	"account_id" integer NOT NULL,
	"id" text NOT NULL,
	"mode" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"reference_id" text,
	"service" text,
	"status" text NOT NULL,
	"resolution" text,
	"payment_amount" bigint,
	"fee" bigint,
	"deposit" bigint,
	"processed_amount" bigint,
	"processed_fee" bigint,
	"processed_deposit" bigint,
	"refunded_amount" bigint,
	"charged_back_amount" bigint,
	"processed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"progress" smallint NOT NULL,
	"stage" smallint NOT NULL,
	"is_final" boolean NOT NULL,
	"took_money" boolean NOT NULL,
	"returned" bigint NOT NULL,
	"fingerprint" bigint NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "mirror_absences" (
	"account_id" integer NOT NULL,
	"id" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "mirror_absences_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "pending_looks" (
	"account_id" integer NOT NULL,
	"id" text NOT NULL,
	"attempts" integer NOT NULL,
	"looked_at" timestamp with time zone NOT NULL,
	"next_look_at" timestamp with time zone,
	CONSTRAINT "pending_looks_account_id_id_pk" PRIMARY KEY("account_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"person_id" integer,
	"act" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"address" "inet"
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "people_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "people_role" CHECK ("people"."role" in ('viewer', 'finance', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"secret_hash" "bytea" PRIMARY KEY NOT NULL,
	"person_id" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"key" text NOT NULL,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tokens_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"role" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "tokens_name_unique" UNIQUE("name"),
	CONSTRAINT "tokens_secret_hash_unique" UNIQUE("secret_hash"),
	CONSTRAINT "tokens_role" CHECK ("tokens"."role" in ('viewer', 'finance', 'operator', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "run_rechecks" (
	"run_id" bigint NOT NULL,
	"invoice_id" text NOT NULL,
	"outcome" text,
	CONSTRAINT "run_rechecks_run_id_invoice_id_pk" PRIMARY KEY("run_id","invoice_id")
);
--> statement-breakpoint
CREATE TABLE "run_slices" (
	"run_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"slice_from" timestamp with time zone NOT NULL,
	"slice_to" timestamp with time zone NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"fetched_at" timestamp with time zone,
	CONSTRAINT "run_slices_run_id_number_pk" PRIMARY KEY("run_id","number")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"trigger" text NOT NULL,
	"scope" text NOT NULL,
	"person_id" integer,
	"window_from" timestamp with time zone NOT NULL,
	"window_to" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"phase" text DEFAULT 'fetch' NOT NULL,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"words" text,
	"recheck_done" integer DEFAULT 0 NOT NULL,
	"recheck_total" integer DEFAULT 0 NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"matched" integer DEFAULT 0 NOT NULL,
	"expected" integer DEFAULT 0 NOT NULL,
	"unanswered" integer DEFAULT 0 NOT NULL,
	"healed" integer DEFAULT 0 NOT NULL,
	"opened" integer DEFAULT 0 NOT NULL,
	"still_open" integer DEFAULT 0 NOT NULL,
	"closed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "runs_window" CHECK ("runs"."window_from" <= "runs"."window_to"),
	CONSTRAINT "runs_state" CHECK ("runs"."state" in ('queued', 'running', 'finished', 'failed', 'cancelled')),
	CONSTRAINT "runs_phase" CHECK ("runs"."phase" in ('fetch', 'recheck', 'compare', 'settle', 'done')),
	CONSTRAINT "runs_trigger" CHECK ("runs"."trigger" in ('schedule', 'person', 'program', 'example')),
	CONSTRAINT "runs_scope" CHECK ("runs"."scope" in ('recent', 'deep', 'window'))
);
--> statement-breakpoint
CREATE TABLE "test_payments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "test_payments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"person_id" integer,
	"reference_id" text NOT NULL,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"service" text NOT NULL,
	"is_3ds" boolean NOT NULL,
	"state" text NOT NULL,
	"words" text,
	"invoice_id" text,
	"challenge" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "test_payments_reference_id_unique" UNIQUE("reference_id"),
	CONSTRAINT "test_payments_state" CHECK ("test_payments"."state" in ('creating', 'created', 'not_created', 'creation_unknown', 'challenged', 'sent', 'sale_refused', 'sale_unknown')),
	CONSTRAINT "test_payments_challenge" CHECK (("test_payments"."state" = 'challenged') <= ("test_payments"."challenge" is not null))
);
--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_assignee_id_people_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_currency_currencies_code_fk" FOREIGN KEY ("currency") REFERENCES "public"."currencies"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_opened_run_id_runs_id_fk" FOREIGN KEY ("opened_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_last_seen_run_id_runs_id_fk" FOREIGN KEY ("last_seen_run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD CONSTRAINT "discrepancies_resolved_by_people_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancy_events" ADD CONSTRAINT "discrepancy_events_discrepancy_id_discrepancies_id_fk" FOREIGN KEY ("discrepancy_id") REFERENCES "public"."discrepancies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancy_events" ADD CONSTRAINT "discrepancy_events_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discrepancy_events" ADD CONSTRAINT "discrepancy_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD CONSTRAINT "refused_callbacks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_checks" ADD CONSTRAINT "status_checks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_checks" ADD CONSTRAINT "status_checks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_rivals" ADD CONSTRAINT "invoice_rivals_account_id_id_invoices_account_id_id_fk" FOREIGN KEY ("account_id","id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_currency_currencies_code_fk" FOREIGN KEY ("currency") REFERENCES "public"."currencies"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mirror_absences" ADD CONSTRAINT "mirror_absences_account_id_id_invoices_account_id_id_fk" FOREIGN KEY ("account_id","id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_looks" ADD CONSTRAINT "pending_looks_account_id_id_invoices_account_id_id_fk" FOREIGN KEY ("account_id","id") REFERENCES "public"."invoices"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_rechecks" ADD CONSTRAINT "run_rechecks_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_slices" ADD CONSTRAINT "run_slices_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_currency_currencies_code_fk" FOREIGN KEY ("currency") REFERENCES "public"."currencies"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "discrepancies_one_open" ON "discrepancies" USING btree ("account_id","subject","kind") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_of_subject" ON "discrepancies" USING btree ("account_id","subject","kind","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "discrepancies_newest" ON "discrepancies" USING btree ("account_id","mode","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "discrepancies_unresolved" ON "discrepancies" USING btree ("account_id","mode","opened_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_of_run" ON "discrepancies" USING btree ("last_seen_run_id");--> statement-breakpoint
CREATE INDEX "discrepancy_events_of" ON "discrepancy_events" USING btree ("discrepancy_id","id");--> statement-breakpoint
CREATE INDEX "callbacks_of_invoice" ON "callbacks" USING btree ("account_id","invoice_id","id");--> statement-breakpoint
CREATE INDEX "callbacks_newest" ON "callbacks" USING btree ("account_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "callbacks_quarantined" ON "callbacks" USING btree ("account_id","id") WHERE verdict = 'quarantined';--> statement-breakpoint
CREATE INDEX "quarantine_held" ON "quarantine" USING btree ("account_id") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "refused_callbacks_newest" ON "refused_callbacks" USING btree ("account_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refused_callbacks_of_invoice" ON "refused_callbacks" USING btree ("account_id","invoice_id");--> statement-breakpoint
CREATE INDEX "status_checks_of_invoice" ON "status_checks" USING btree ("account_id","invoice_id","id");--> statement-breakpoint
CREATE INDEX "status_checks_newest" ON "status_checks" USING btree ("account_id","asked_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "invoices_compared" ON "invoices" USING btree ("account_id","id","fingerprint","created_at");--> statement-breakpoint
CREATE INDEX "invoices_newest" ON "invoices" USING btree ("account_id","mode","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "invoices_by_status" ON "invoices" USING btree ("account_id","mode","status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "invoices_by_reference" ON "invoices" USING btree ("account_id","reference_id","mode");--> statement-breakpoint
CREATE INDEX "invoices_open" ON "invoices" USING btree ("account_id","created_at") WHERE not is_final;--> statement-breakpoint
CREATE INDEX "invoices_suspect" ON "invoices" USING btree ("account_id","created_at") WHERE is_suspect;--> statement-breakpoint
CREATE INDEX "invoices_paid_by_reference" ON "invoices" USING btree ("account_id","mode","reference_id","created_at","id") WHERE took_money and reference_id is not null and coalesce(processed_amount, amount) > returned;--> statement-breakpoint
CREATE INDEX "mirror_compared" ON "mirror" USING btree ("account_id","id","fingerprint","created_at");--> statement-breakpoint
CREATE INDEX "mirror_by_created" ON "mirror" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE INDEX "pending_looks_due" ON "pending_looks" USING btree ("next_look_at");--> statement-breakpoint
CREATE INDEX "audit_newest" ON "audit" USING btree ("at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "sessions_person" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sign_in_failures_recent" ON "sign_in_failures" USING btree ("key","failed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_at_a_time" ON "runs" USING btree ("account_id") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "runs_newest" ON "runs" USING btree ("account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "test_payments_newest" ON "test_payments" USING btree ("account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "test_payments_unknown" ON "test_payments" USING btree ("account_id") WHERE state in ('creating', 'creation_unknown');