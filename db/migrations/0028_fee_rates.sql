CREATE TABLE "fee_rates" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "fee_rates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"service" text,
	"currency" text NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date,
	"base" text NOT NULL,
	"tiers_by" text NOT NULL,
	"rounding" text NOT NULL,
	"origin" text NOT NULL,
	"note" text,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" integer NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_by" integer,
	CONSTRAINT "fee_rates_base" CHECK ("fee_rates"."base" in ('order', 'received')),
	CONSTRAINT "fee_rates_tiers_by" CHECK ("fee_rates"."tiers_by" in ('volume', 'amount')),
	CONSTRAINT "fee_rates_rounding" CHECK ("fee_rates"."rounding" in ('half_up', 'half_even', 'down')),
	CONSTRAINT "fee_rates_origin" CHECK ("fee_rates"."origin" in ('entered', 'inferred')),
	CONSTRAINT "fee_rates_days" CHECK ("fee_rates"."to_day" is null or "fee_rates"."to_day" >= "fee_rates"."from_day"),
	CONSTRAINT "fee_rates_withdrawn" CHECK (("fee_rates"."withdrawn_at" is null) = ("fee_rates"."withdrawn_by" is null))
);
--> statement-breakpoint
CREATE TABLE "fee_tiers" (
	"rate_id" bigint NOT NULL,
	"from_minor" bigint NOT NULL,
	"percentage" bigint NOT NULL,
	"fixed" bigint NOT NULL,
	"minimum" bigint,
	"maximum" bigint,
	CONSTRAINT "fee_tiers_rate_id_from_minor_pk" PRIMARY KEY("rate_id","from_minor"),
	CONSTRAINT "fee_tiers_terms" CHECK ("fee_tiers"."from_minor" >= 0 and "fee_tiers"."percentage" between 0 and 100000000 and "fee_tiers"."fixed" >= 0
        and coalesce("fee_tiers"."minimum" >= 0, true) and coalesce("fee_tiers"."maximum" >= 0, true)
        and coalesce("fee_tiers"."minimum" <= "fee_tiers"."maximum", true))
);
--> statement-breakpoint
ALTER TABLE "fee_rates" ADD CONSTRAINT "fee_rates_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_rates" ADD CONSTRAINT "fee_rates_currency_currencies_code_fk" FOREIGN KEY ("currency") REFERENCES "public"."currencies"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_rates" ADD CONSTRAINT "fee_rates_created_by_people_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_rates" ADD CONSTRAINT "fee_rates_withdrawn_by_people_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fee_tiers" ADD CONSTRAINT "fee_tiers_rate_id_fee_rates_id_fk" FOREIGN KEY ("rate_id") REFERENCES "public"."fee_rates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fee_rates_of" ON "fee_rates" USING btree ("account_id","currency","from_day");
--> statement-breakpoint
-- By hand.
create trigger fee_rates_kept before update on fee_rates for each row when (
  old.withdrawn_at is not null or (old.id, old.account_id, old.service, old.currency, old.from_day, old.base,
    old.tiers_by, old.rounding, old.origin, old.note, old.created_at, old.created_by) is distinct from (
    new.id, new.account_id, new.service, new.currency, new.from_day, new.base, new.tiers_by, new.rounding,
    new.origin, new.note, new.created_at, new.created_by)
) execute function refuse_change();
--> statement-breakpoint
create trigger fee_rates_no_delete before delete on fee_rates for each row
execute function refuse_change();
--> statement-breakpoint
create trigger fee_rates_no_truncate before truncate on fee_rates execute function refuse_change();
--> statement-breakpoint
create trigger fee_tiers_append_only before update or delete on fee_tiers for each row
execute function refuse_change();
--> statement-breakpoint
create trigger fee_tiers_no_truncate before truncate on fee_tiers execute function refuse_change();
--> statement-breakpoint
-- What a tier makes of a base, all in minor units; the percentage in millionths of a percent. The same rule
-- stands in TypeScript (agreed-fee.ts), and a test holds the one against the other. Rounded once.
create function agreed_fee(base bigint, percentage bigint, fixed bigint, minimum bigint, maximum bigint,
  rounding text) returns numeric language sql immutable
return least(maximum, greatest(minimum, fixed + div(base::numeric * percentage, 100000000)
  + case
      when rounding = 'down' then 0
      when mod(base::numeric * percentage, 100000000) > 50000000 then 1
      when mod(base::numeric * percentage, 100000000) = 50000000
        then case when rounding = 'half_up' then 1
          else mod(div(base::numeric * percentage, 100000000), 2) end
      else 0
    end));
--> statement-breakpoint
-- What the payer has paid of the order itself: its amount where it was paid in full; else what was received,
-- less the fee where that was on top, because the fee of what was paid in part is worked out anew.
create function paid_of_order(amount bigint, payment_amount bigint, processed_amount bigint,
  processed_fee bigint) returns bigint language sql immutable
return case
  when processed_amount is null or processed_amount = coalesce(payment_amount, amount) then amount
  when payment_amount is null and processed_amount - processed_fee = amount then amount
  -- The greatest of a number and of nothing known is the number.
  when payment_amount > amount then case when processed_fee is not null
    then greatest(processed_amount - processed_fee, 0) end
  else processed_amount
end;
