CREATE TABLE "day_closes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "day_closes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"day" date NOT NULL,
	"figures" jsonb NOT NULL,
	"unresolved" integer NOT NULL,
	"pending" integer NOT NULL,
	"run_id" bigint NOT NULL,
	"note" text,
	"closed_at" timestamp with time zone NOT NULL,
	"closed_by" integer NOT NULL,
	"reopened_at" timestamp with time zone,
	"reopened_by" integer,
	"reason" text,
	CONSTRAINT "day_closes_reopened" CHECK (("day_closes"."reopened_at" is null) = ("day_closes"."reopened_by" is null)
        and ("day_closes"."reopened_at" is null) = ("day_closes"."reason" is null)),
	CONSTRAINT "day_closes_note" CHECK ("day_closes"."unresolved" + "day_closes"."pending" = 0 or "day_closes"."note" is not null)
);
--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_closed_by_people_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_reopened_by_people_id_fk" FOREIGN KEY ("reopened_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "day_closes_one" ON "day_closes" USING btree ("account_id","day") WHERE reopened_at is null;--> statement-breakpoint
create trigger day_closes_kept before update on day_closes for each row when (
  old.reopened_at is not null or (old.account_id, old.day, old.figures, old.unresolved, old.pending, old.run_id, old.note,
    old.closed_at, old.closed_by) is distinct from (new.account_id, new.day, new.figures, new.unresolved, new.pending,
    new.run_id, new.note, new.closed_at, new.closed_by)
) execute function refuse_change();
--> statement-breakpoint
create trigger day_closes_no_delete before delete on day_closes for each row execute function refuse_change();
--> statement-breakpoint
create trigger day_closes_no_truncate before truncate on day_closes execute function refuse_change();
