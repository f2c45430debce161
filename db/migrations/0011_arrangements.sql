CREATE TABLE "hidden_columns" (
	"person_id" integer NOT NULL,
	"list" text NOT NULL,
	"columns" text[] NOT NULL,
	CONSTRAINT "hidden_columns_person_id_list_pk" PRIMARY KEY("person_id","list"),
	CONSTRAINT "hidden_columns_list" CHECK ("hidden_columns"."list" in ('discrepancies', 'invoices'))
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "saved_views_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"person_id" integer NOT NULL,
	"list" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	CONSTRAINT "saved_views_list" CHECK ("saved_views"."list" in ('discrepancies', 'invoices'))
);
--> statement-breakpoint
ALTER TABLE "hidden_columns" ADD CONSTRAINT "hidden_columns_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_views_name" ON "saved_views" USING btree ("person_id","list","name");--> statement-breakpoint
CREATE INDEX "callbacks_of_mode" ON "callbacks" USING btree ("account_id","mode","id");--> statement-breakpoint
CREATE INDEX "callbacks_of_verdict" ON "callbacks" USING btree ("account_id","mode","verdict","id");