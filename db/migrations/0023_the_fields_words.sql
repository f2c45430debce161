-- The field's words for what there is already: nothing but names changes, and the last phase of a run.
ALTER TABLE "invoice_rivals" RENAME TO "conflicting_records";--> statement-breakpoint
ALTER TABLE "conflicting_records" RENAME CONSTRAINT "invoice_rivals_account_id_id_mode_currency_amount_pk" TO "conflicting_records_account_id_id_mode_currency_amount_pk";--> statement-breakpoint
ALTER TABLE "conflicting_records" RENAME CONSTRAINT "invoice_rivals_account_id_id_invoices_account_id_id_fk" TO "conflicting_records_account_id_id_invoices_account_id_id_fk";--> statement-breakpoint
ALTER TABLE "mirror_absences" RENAME TO "missing_at_provider";--> statement-breakpoint
ALTER TABLE "missing_at_provider" RENAME CONSTRAINT "mirror_absences_account_id_id_pk" TO "missing_at_provider_account_id_id_pk";--> statement-breakpoint
ALTER TABLE "missing_at_provider" RENAME CONSTRAINT "mirror_absences_account_id_id_invoices_account_id_id_fk" TO "missing_at_provider_account_id_id_invoices_account_id_id_fk";--> statement-breakpoint
ALTER TABLE "pending_looks" RENAME TO "pending_polls";--> statement-breakpoint
ALTER TABLE "pending_polls" RENAME CONSTRAINT "pending_looks_account_id_id_pk" TO "pending_polls_account_id_id_pk";--> statement-breakpoint
ALTER TABLE "pending_polls" RENAME CONSTRAINT "pending_looks_account_id_id_invoices_account_id_id_fk" TO "pending_polls_account_id_id_invoices_account_id_id_fk";--> statement-breakpoint
ALTER INDEX "pending_looks_due" RENAME TO "pending_polls_due";--> statement-breakpoint
ALTER TABLE "pending_polls" RENAME COLUMN "looked_at" TO "polled_at";--> statement-breakpoint
ALTER TABLE "pending_polls" RENAME COLUMN "next_look_at" TO "next_poll_at";--> statement-breakpoint
ALTER TABLE "invoices" RENAME COLUMN "first_told_at" TO "first_reported_at";--> statement-breakpoint
ALTER TABLE "invoices" RENAME COLUMN "told_by" TO "source";--> statement-breakpoint
ALTER TABLE "invoices" RENAME COLUMN "heard_at" TO "received_at";--> statement-breakpoint
ALTER TABLE "conflicting_records" RENAME COLUMN "first_told_at" TO "first_reported_at";--> statement-breakpoint
ALTER TABLE "conflicting_records" RENAME COLUMN "told_by" TO "source";--> statement-breakpoint
ALTER TABLE "conflicting_records" RENAME COLUMN "heard_at" TO "received_at";--> statement-breakpoint
ALTER TABLE "invoices" RENAME CONSTRAINT "invoices_told_by" TO "invoices_source";--> statement-breakpoint
ALTER TABLE "runs" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "status_checks" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "quarantine" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "refused_callbacks" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "check_batch_items" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "test_payments" RENAME COLUMN "words" TO "message";--> statement-breakpoint
ALTER TABLE "book_totals" RENAME COLUMN "untold" TO "unreported";--> statement-breakpoint
ALTER TABLE "runs" DROP CONSTRAINT "runs_phase";--> statement-breakpoint
update runs set phase = 'apply' where phase = 'settle';--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_phase" CHECK ("runs"."phase" in ('fetch', 'recheck', 'compare', 'apply', 'done'));--> statement-breakpoint
-- As before, by the new names.
create or replace function tell_book_totals() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
  sign bigint := tg_argv[1];
begin
  insert into book_totals
    (account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees, returned, signature)
  select account_id, which_book, mode, quarter_of(created_at), currency, sign * count(*),
    sign * count(*) filter (where is_final), 0, sign * count(*) filter (where took_money),
    sign * coalesce(sum(received), 0),
    sign * coalesce(sum(processed_fee) filter (where took_money), 0), sign * coalesce(sum(returned), 0),
    sign * sum(payment_signature(id, fingerprint))
  from moved group by account_id, mode, quarter_of(created_at), currency;
  -- Only our book knows who told it.
  if which_book = 'ours' then
    insert into book_totals
      (account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees, returned)
    select account_id, which_book, mode, quarter_of(created_at), currency, 0, 0, sign * count(*), 0, 0, 0, 0
    from moved where is_final and source = 'private_api'
    group by account_id, mode, quarter_of(created_at), currency;
  end if;
  return null;
end
$$;
