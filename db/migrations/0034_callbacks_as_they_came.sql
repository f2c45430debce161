CREATE TABLE "refused_totals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "refused_totals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer,
	"quarter" timestamp with time zone NOT NULL,
	"reason" text NOT NULL,
	"refused" bigint NOT NULL,
	CONSTRAINT "refused_totals_of" UNIQUE NULLS NOT DISTINCT("account_id","quarter","reason")
);
--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "headers" jsonb;--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "signed_with" text;--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "took_ms" integer;--> statement-breakpoint
ALTER TABLE "callbacks" ADD COLUMN "refused_id" bigint;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "target" text;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "headers" jsonb;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "took_ms" integer;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "body_bytes" integer;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "sealed" "bytea";--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "taken_in_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refused_callbacks" ADD COLUMN "taken_in_as" text;--> statement-breakpoint
ALTER TABLE "refused_totals" ADD CONSTRAINT "refused_totals_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_signed_with" CHECK ("callbacks"."signed_with" in ('live', 'test', 'old_live', 'old_test'));
--> statement-breakpoint
-- By hand.
-- How late a refused callback was taken in after all says nothing of how late Paymega told it.
create or replace function tell_callback_totals() returns trigger language plpgsql as $$
begin
  insert into callback_totals (account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
  select account_id, mode, date_trunc('hour', received_at, 'UTC'), verdict, is_retry(retry_count),
    case when verdict in ('new', 'newer') and refused_id is null
      then delay_step(extract(epoch from received_at - updated_at)::float8) else -1 end,
    count(*)
  from moved group by 1, 2, 3, 4, 5, 6;
  return null;
end
$$;
--> statement-breakpoint
insert into refused_totals (account_id, quarter, reason, refused)
select account_id, quarter_of(received_at), reason, sum(1 + skipped)
from refused_callbacks group by 1, 2, 3;
