CREATE TABLE "postings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "postings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"invoice_id" text NOT NULL,
	"discrepancy_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"person_id" integer,
	"before" jsonb,
	"after" jsonb,
	"conflicting" jsonb NOT NULL,
	"reverses" bigint,
	CONSTRAINT "postings_reverses_unique" UNIQUE("reverses")
);
--> statement-breakpoint
ALTER TABLE "quarantine" DROP CONSTRAINT "quarantine_source";--> statement-breakpoint
ALTER TABLE "invoices" DROP CONSTRAINT "invoices_source";--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_discrepancy_id_discrepancies_id_fk" FOREIGN KEY ("discrepancy_id") REFERENCES "public"."discrepancies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_reverses_postings_id_fk" FOREIGN KEY ("reverses") REFERENCES "public"."postings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "postings_of_discrepancy" ON "postings" USING btree ("discrepancy_id");--> statement-breakpoint
CREATE INDEX "postings_of_invoice" ON "postings" USING btree ("account_id","invoice_id");--> statement-breakpoint
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_source" CHECK ("quarantine"."source" in ('callback', 'private_api', 'person'));--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_source" CHECK ("invoices"."source" in ('callback', 'private_api', 'person'));--> statement-breakpoint
-- By hand.
create trigger postings_append_only before update or delete on postings for each row execute function refuse_change();
--> statement-breakpoint
create trigger postings_no_truncate before truncate on postings execute function refuse_change();
