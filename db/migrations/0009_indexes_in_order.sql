DROP INDEX "check_batches_newest";--> statement-breakpoint
DROP INDEX "discrepancies_of_subject";--> statement-breakpoint
DROP INDEX "discrepancies_newest";--> statement-breakpoint
DROP INDEX "discrepancies_unresolved";--> statement-breakpoint
DROP INDEX "callbacks_newest";--> statement-breakpoint
DROP INDEX "refused_callbacks_newest";--> statement-breakpoint
DROP INDEX "status_checks_newest";--> statement-breakpoint
DROP INDEX "invoices_newest";--> statement-breakpoint
DROP INDEX "invoices_by_status";--> statement-breakpoint
DROP INDEX "audit_newest";--> statement-breakpoint
DROP INDEX "runs_newest";--> statement-breakpoint
DROP INDEX "test_payments_newest";--> statement-breakpoint
CREATE INDEX "check_batches_newest" ON "check_batches" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "discrepancies_of_subject" ON "discrepancies" USING btree ("account_id","subject","kind","id");--> statement-breakpoint
CREATE INDEX "discrepancies_newest" ON "discrepancies" USING btree ("account_id","mode","opened_at","id");--> statement-breakpoint
CREATE INDEX "discrepancies_unresolved" ON "discrepancies" USING btree ("account_id","mode","opened_at","id") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "callbacks_newest" ON "callbacks" USING btree ("account_id","received_at","id");--> statement-breakpoint
CREATE INDEX "refused_callbacks_newest" ON "refused_callbacks" USING btree ("account_id","received_at","id");--> statement-breakpoint
CREATE INDEX "status_checks_newest" ON "status_checks" USING btree ("account_id","asked_at","id");--> statement-breakpoint
CREATE INDEX "invoices_newest" ON "invoices" USING btree ("account_id","mode","created_at","id");--> statement-breakpoint
CREATE INDEX "invoices_by_status" ON "invoices" USING btree ("account_id","mode","status","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_newest" ON "audit" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "runs_newest" ON "runs" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "test_payments_newest" ON "test_payments" USING btree ("account_id","id");