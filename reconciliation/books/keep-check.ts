import type { Queryable } from '#db/connection.ts';
import type { ASKED_BY, CHECK_OUTCOMES } from '#db/values.ts';

/** One question to the private API and what came of it, as it is kept for good. */
export type KeptCheck = {
  accountId: number;
  invoiceId: string | null;
  referenceId?: string;
  askedBy: (typeof ASKED_BY)[number];
  personId?: number | null;
  askedAt: Date;
  answeredAt: Date;
  outcome: (typeof CHECK_OUTCOMES)[number];
  message?: string | null;
  verdict?: string | null;
  status?: string | null;
  /** redacted; none where nothing was told */
  body?: string;
};

/** Keeps a status check, its body beside it by the month, and what that hashes to: the hash stays when the body goes. */
export async function keepCheck(sql: Queryable, check: KeptCheck): Promise<void> {
  const body = check.body ?? null;
  await sql`
    with kept as (
      insert into status_checks
        (account_id, invoice_id, reference_id, asked_by, person_id, asked_at, answered_at, outcome, message,
          verdict, status, body_sha256)
      values (${check.accountId}, ${check.invoiceId}, ${check.referenceId ?? null}, ${check.askedBy},
        ${check.personId ?? null}, ${check.askedAt}, ${check.answeredAt}, ${check.outcome},
        ${check.message ?? null}, ${check.verdict ?? null}, ${check.status ?? null},
        sha256(convert_to(${body}::text, 'UTF8')))
      returning id, asked_at
    )
    insert into status_check_bodies (status_check_id, asked_at, body)
    select id, asked_at, ${body}::text from kept where ${body}::text is not null`;
}
