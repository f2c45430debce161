CREATE TABLE "export_pieces" (
	"export_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"packed" "bytea" NOT NULL,
	CONSTRAINT "export_pieces_export_id_number_pk" PRIMARY KEY("export_id","number")
);
--> statement-breakpoint
CREATE TABLE "export_profiles" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "export_profiles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"person_id" integer,
	"account_id" integer,
	"name" text NOT NULL,
	"has_byte_order_mark" boolean NOT NULL,
	"delimiter" text NOT NULL,
	"decimal_sign" text NOT NULL,
	"date_form" text NOT NULL,
	"time_zone" text,
	CONSTRAINT "export_profiles_of_one" CHECK (("export_profiles"."person_id" is null) <> ("export_profiles"."account_id" is null)),
	CONSTRAINT "export_profiles_delimiter" CHECK ("export_profiles"."delimiter" in ('comma', 'semicolon', 'tab', 'bar')),
	CONSTRAINT "export_profiles_decimal_sign" CHECK ("export_profiles"."decimal_sign" in ('point', 'comma')),
	CONSTRAINT "export_profiles_date_form" CHECK ("export_profiles"."date_form" in ('exact', 'iso', 'german', 'uk', 'us'))
);
--> statement-breakpoint
CREATE TABLE "exports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "exports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"is_of_all_accounts" boolean DEFAULT false NOT NULL,
	"person_id" integer,
	"actor" text NOT NULL,
	"list" text NOT NULL,
	"filter" jsonb NOT NULL,
	"format" text NOT NULL,
	"profile" jsonb,
	"time_zone" text NOT NULL,
	"file_name" text NOT NULL,
	"is_in_background" boolean DEFAULT false NOT NULL,
	"ordered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"estimated_rows" bigint,
	"rows_done" bigint DEFAULT 0 NOT NULL,
	"finished_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"failure" text,
	"rows" bigint,
	"sums" jsonb,
	"facts" jsonb,
	"bytes" bigint,
	"sha256" text,
	"expires_at" timestamp with time zone,
	CONSTRAINT "exports_list" CHECK ("exports"."list" ~ '^[a-z-]{1,40}$'),
	CONSTRAINT "exports_format" CHECK ("exports"."format" in ('csv', 'xlsx', 'jsonl')),
	CONSTRAINT "exports_finished" CHECK (("exports"."finished_at" is null) = ("exports"."sha256" is null)
        and ("exports"."finished_at" is null) = ("exports"."rows" is null)),
	CONSTRAINT "exports_ended_once" CHECK ("exports"."finished_at" is null or "exports"."failed_at" is null)
);
--> statement-breakpoint
ALTER TABLE "export_pieces" ADD CONSTRAINT "export_pieces_export_id_exports_id_fk" FOREIGN KEY ("export_id") REFERENCES "public"."exports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_profiles" ADD CONSTRAINT "export_profiles_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "export_profiles" ADD CONSTRAINT "export_profiles_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exports" ADD CONSTRAINT "exports_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "export_profiles_of_person" ON "export_profiles" USING btree ("person_id","name") WHERE person_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "export_profiles_of_account" ON "export_profiles" USING btree ("account_id","name") WHERE account_id is not null;--> statement-breakpoint
CREATE INDEX "exports_newest" ON "exports" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "exports_unfinished" ON "exports" USING btree ("id") WHERE finished_at is null and failed_at is null;
--> statement-breakpoint
-- By hand.
-- What was handed out stays on record as it was: only a file that is still being made can change what is said of it.
create trigger exports_kept before update on exports for each row when (
  (old.finished_at is not null or old.failed_at is not null)
  and (to_jsonb(old) - 'expires_at') is distinct from (to_jsonb(new) - 'expires_at')
) execute function refuse_change();
--> statement-breakpoint
create trigger exports_no_delete before delete on exports for each row execute function refuse_change();
--> statement-breakpoint
create trigger exports_no_truncate before truncate on exports execute function refuse_change();
