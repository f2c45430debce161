CREATE TABLE "integration_checks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "integration_checks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"person_id" integer,
	"state" text NOT NULL,
	"report" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "integration_checks_state" CHECK ("integration_checks"."state" in ('running', 'passed', 'failed', 'broken_off')),
	CONSTRAINT "integration_checks_end" CHECK (("integration_checks"."state" = 'running') = ("integration_checks"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "test_payment_steps" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "test_payment_steps_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"test_payment_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"took_ms" integer,
	"outcome" text,
	"message" text,
	"method" text,
	"url" text,
	"request_body" text,
	"answer_status" integer,
	"invoice_status" text,
	"answer_body" text,
	"is_sent_on" boolean,
	"answer_sha256" text,
	CONSTRAINT "test_payment_steps_kind" CHECK ("test_payment_steps"."kind" in ('pre_request', 'creation', 'sale', 'challenge', 'bank_answer', 'check_by_id', 'check_by_reference', 'refund')),
	CONSTRAINT "test_payment_steps_outcome" CHECK ("test_payment_steps"."outcome" in ('done', 'refused', 'unknown', 'mismatched', 'kept'))
);
--> statement-breakpoint
ALTER TABLE "test_payments" DROP CONSTRAINT "test_payments_challenge";--> statement-breakpoint
ALTER TABLE "test_payments" DROP CONSTRAINT "test_payments_state";--> statement-breakpoint
DROP INDEX "test_payments_unknown";--> statement-breakpoint
ALTER TABLE "test_payments" ALTER COLUMN "service" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "test_payments" ALTER COLUMN "is_3ds" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "integration_check_id" bigint;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "offered" jsonb;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "return_url" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "callback_url" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "card_holder" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "browser_info" jsonb;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "bank_answers_to" text DEFAULT 'provider' NOT NULL;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "errors" jsonb;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "gateway_status" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "auth_mode" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "return_key" text;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "sent_to_bank_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "test_payments" ADD COLUMN "returned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "integration_checks" ADD CONSTRAINT "integration_checks_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration_checks" ADD CONSTRAINT "integration_checks_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "test_payment_steps" ADD CONSTRAINT "test_payment_steps_test_payment_id_test_payments_id_fk" FOREIGN KEY ("test_payment_id") REFERENCES "public"."test_payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "integration_checks_newest" ON "integration_checks" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "test_payment_steps_of" ON "test_payment_steps" USING btree ("test_payment_id","id");--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_integration_check_id_integration_checks_id_fk" FOREIGN KEY ("integration_check_id") REFERENCES "public"."integration_checks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "test_payments_of_invoice" ON "test_payments" USING btree ("account_id","invoice_id");--> statement-breakpoint
CREATE INDEX "test_payments_unknown" ON "test_payments" USING btree ("account_id") WHERE state in ('creating', 'creation_unknown', 'paying', 'sale_unknown');--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_return_key_unique" UNIQUE("return_key");--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_bank_answers_to" CHECK ("test_payments"."bank_answers_to" in ('provider', 'us'));--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_ordered" CHECK (("test_payments"."state" <> 'draft') <= ("test_payments"."service" is not null));--> statement-breakpoint
ALTER TABLE "test_payments" ADD CONSTRAINT "test_payments_state" CHECK ("test_payments"."state" in ('draft', 'creating', 'not_created', 'creation_unknown', 'mismatched', 'created', 'paying', 'sale_refused', 'sale_unknown', 'sent', 'challenged', 'returned'));--> statement-breakpoint
UPDATE "test_payments" SET "auth_mode" = '3ds' WHERE "is_3ds";--> statement-breakpoint
UPDATE "test_payments" SET "challenge" = "challenge" - 'params' || jsonb_build_object('fields', (
	SELECT coalesce(jsonb_agg(jsonb_build_array("key", "value")), '[]') FROM jsonb_each_text("challenge" -> 'params')
)) WHERE jsonb_typeof("challenge" -> 'params') = 'object';
