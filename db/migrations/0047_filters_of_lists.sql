CREATE INDEX "discrepancies_of_kind" ON "discrepancies" USING btree ("account_id","mode","kind","opened_at","id");--> statement-breakpoint
CREATE INDEX "discrepancies_of_cause" ON "discrepancies" USING btree ("account_id","mode","cause","opened_at","id") WHERE cause is not null;--> statement-breakpoint
CREATE INDEX "discrepancies_of_assignee" ON "discrepancies" USING btree ("account_id","mode","assignee_id","opened_at","id") WHERE assignee_id is not null;--> statement-breakpoint
CREATE INDEX "discrepancies_by_reference" ON "discrepancies" USING btree ("account_id","reference_id");--> statement-breakpoint
CREATE INDEX "invoices_by_service" ON "invoices" USING btree ("account_id","mode","service","created_at","id");--> statement-breakpoint
CREATE INDEX "invoices_by_resolution" ON "invoices" USING btree ("account_id","mode","resolution","created_at","id") WHERE resolution is distinct from 'ok';--> statement-breakpoint
CREATE INDEX "invoices_failed" ON "invoices" USING btree ("account_id","mode","created_at","id") WHERE is_final and not took_money;--> statement-breakpoint
CREATE INDEX "invoices_returned" ON "invoices" USING btree ("account_id","mode","created_at","id") WHERE returned > 0 or stage = 6 or status in ('partially_refunded', 'refunded');