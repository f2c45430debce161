-- By hand.
-- A run applies what it found in steps, in the order in which the payments were made: payments of one time touch few
-- pages of the indexes, and few totals. What is made anew with every run needs not be kept.
delete from run_findings;
--> statement-breakpoint
-- What our book said of the invoice when it was compared; null where it said nothing.
alter table run_findings add column our_version bigint;
--> statement-breakpoint
create index run_findings_by_age on run_findings (run_id, invoice_created_at, subject);
