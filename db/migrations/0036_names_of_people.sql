ALTER TABLE "people" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "label" text GENERATED ALWAYS AS (coalesce(name, email)) STORED NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "people_name" ON "people" USING btree (lower("name"));--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_name_text" CHECK ("people"."name" ~ '\S' and length("people"."name") <= 100);