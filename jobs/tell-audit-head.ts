import { auditHead, verifiedAudit } from '#identity/audit/audit-chain.ts';
import { Refusal } from '#identity/refusal.ts';
import type { JobTools } from './tools.ts';

/**
 * Verifies the audit, and writes its head where the log goes: whoever may write to the database cannot change what stands
 * there, and `counterfoil audit verify --head` holds the one against the other.
 */
export async function tellAuditHead({ sql, log }: Pick<JobTools, 'sql' | 'log'>): Promise<void> {
  try {
    const { lines, head, number, at } = await verifiedAudit(sql);
    if (lines === 0) log.info({ audit: { lines } }, 'the audit is empty');
    else
      log.info(
        { audit: { lines, head: `${number}:${head}`, at } },
        'the audit is unbroken; this is its head',
      );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const head = await auditHead(sql);
    log.error({ audit: { head: head && `${head.number}:${head.hash}` } }, error.message);
  }
}
