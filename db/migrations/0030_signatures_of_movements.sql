ALTER TABLE "movement_totals" ADD COLUMN "signature" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
-- By hand.
-- One number for what a movement is of, times what it adds: so a correction and what it corrects sum to what is
-- right, and two books have the same sum where they have the same movements of the same payments.
create function movement_signature(of_invoice text, of_kind text, events bigint, amount bigint, fee bigint,
  unknown_fees bigint) returns numeric language sql immutable
return hashtextextended(of_invoice || ' ' || of_kind, 0)::numeric
  * (events + amount * 1000003::numeric + fee * 998244353::numeric + unknown_fees * 7919::numeric);
--> statement-breakpoint
create or replace function sum_movements() returns trigger language plpgsql as $$
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements, signature)
  select account_id, book, mode, quarter_of(happened_at), currency, service, kind, sum(events), sum(amount),
    sum(ordered), sum(fee), sum(unknown_fees), count(*),
    sum(movement_signature(invoice_id, kind, events, amount, fee, unknown_fees))
  from put group by account_id, book, mode, quarter_of(happened_at), currency, service, kind;
  return null;
end
$$;
--> statement-breakpoint
-- Of what is there already: a row that adds nothing but the signatures.
insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered, fee,
  unknown_fees, movements, signature)
select account_id, book, mode, quarter_of(happened_at), currency, service, kind, 0, 0, 0, 0, 0, 0,
  sum(movement_signature(invoice_id, kind, events, amount, fee, unknown_fees))
from movements group by account_id, book, mode, quarter_of(happened_at), currency, service, kind;
