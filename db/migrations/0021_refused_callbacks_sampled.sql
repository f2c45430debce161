CREATE TABLE "refused_look_ups" (
	"account_id" integer NOT NULL,
	"day" date NOT NULL,
	"asked" integer NOT NULL,
	CONSTRAINT "refused_look_ups_account_id_day_pk" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "is_sender" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "skipped" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "look_up" text;--> statement-breakpoint
ALTER TABLE "refused_look_ups" ADD CONSTRAINT "refused_look_ups_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;