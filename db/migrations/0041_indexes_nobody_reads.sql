DROP INDEX "assignment_notices_of";--> statement-breakpoint
DROP INDEX "pending_polls_due";--> statement-breakpoint
DROP INDEX "postings_of_invoice";--> statement-breakpoint
DROP INDEX "statement_lines_of_invoice";--> statement-breakpoint
DROP INDEX "statement_lines_of_reference";