CREATE INDEX "discrepancies_of_statements" ON "discrepancies" USING btree ("account_id","mode","id") WHERE 
      state <> 'resolved' and kind in ('missing_in_statement', 'only_in_statement', 'statement_differs',
        'balance_break', 'statement_gap');--> statement-breakpoint
CREATE INDEX "movements_of_returns" ON "movements" USING btree ("account_id","mode","happened_at","invoice_id") WHERE kind in ('refunded', 'charged_back');--> statement-breakpoint
CREATE INDEX "statement_lines_of_invoice" ON "statement_lines" USING btree ("account_id","invoice_id") WHERE invoice_id is not null;--> statement-breakpoint
CREATE INDEX "statement_lines_of_reference" ON "statement_lines" USING btree ("account_id","reference_id") WHERE invoice_id is null and reference_id is not null;--> statement-breakpoint
CREATE INDEX "statement_lines_of_returns" ON "statement_lines" USING btree ("statement_id") WHERE invoice_id is null and type in ('refund', 'chargeback');