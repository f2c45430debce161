CREATE TABLE "check_batch_items" (
	"batch_id" bigint NOT NULL,
	"invoice_id" text NOT NULL,
	"before" text NOT NULL,
	"outcome" text,
	"status" text,
	"words" text,
	"asked_at" timestamp with time zone,
	CONSTRAINT "check_batch_items_batch_id_invoice_id_pk" PRIMARY KEY("batch_id","invoice_id"),
	CONSTRAINT "check_batch_items_outcome" CHECK ("check_batch_items"."outcome" in ('found', 'not_found', 'no_answer', 'quarantined'))
);
--> statement-breakpoint
CREATE TABLE "check_batches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "check_batches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"person_id" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"cancelled_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "check_batches_mode" CHECK ("check_batches"."mode" in ('live', 'test'))
);
--> statement-breakpoint
ALTER TABLE "check_batch_items" ADD CONSTRAINT "check_batch_items_batch_id_check_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."check_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_batches" ADD CONSTRAINT "check_batches_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_batches" ADD CONSTRAINT "check_batches_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "check_batches_newest" ON "check_batches" USING btree ("account_id","id" DESC NULLS LAST);