DROP INDEX "discrepancies_by_day";--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "severity_order" smallint GENERATED ALWAYS AS (case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "risk_currency" text collate "C" GENERATED ALWAYS AS (coalesce(currency, '~')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "discrepancies" ADD COLUMN "risk_order" bigint GENERATED ALWAYS AS (-coalesce(at_risk, 0)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "discrepancies_unresolved_by_age" ON "discrepancies" USING btree ("account_id","mode","invoice_created_at","id") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_by_severity" ON "discrepancies" USING btree ("account_id","mode","severity_order","risk_currency","risk_order","invoice_created_at","id");--> statement-breakpoint
CREATE INDEX "discrepancies_unresolved_by_severity" ON "discrepancies" USING btree ("account_id","mode","severity_order","risk_currency","risk_order","invoice_created_at","id") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "discrepancies_by_risk" ON "discrepancies" USING btree ("account_id","mode","risk_currency","risk_order","invoice_created_at","id");--> statement-breakpoint
CREATE INDEX "discrepancies_unresolved_by_risk" ON "discrepancies" USING btree ("account_id","mode","risk_currency","risk_order","invoice_created_at","id") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "invoices_waiting" ON "invoices" USING btree ("account_id","mode","moved_at","id") WHERE not is_final;--> statement-breakpoint
CREATE INDEX "invoices_open_by_amount" ON "invoices" USING btree ("account_id","mode","currency",(-amount),"moved_at","id") WHERE not is_final;--> statement-breakpoint
CREATE INDEX "invoices_by_currency_and_amount" ON "invoices" USING btree ("account_id","mode","currency",(-amount),"created_at","id");--> statement-breakpoint
CREATE INDEX "discrepancies_by_day" ON "discrepancies" USING btree ("account_id","mode","invoice_created_at","id");