import { verifiedAudit } from '#identity/audit/audit-chain.ts';
import type { Config } from '../config.ts';
import { visit } from './visit.ts';

/**
 * `audit verify`: whether the audit is as it was written.
 * @throws Refusal where it is not
 */
export async function verifyAudit(config: Config, options: { head?: string }): Promise<void> {
  await visit(config, async (sql) => {
    const { lines, head, number, at } = await verifiedAudit(sql, options.head);
    if (lines === 0) process.stdout.write('the audit is empty: nothing was ever written to it\n');
    else
      process.stdout.write(
        `${lines} lines, unbroken\nhead ${head}\nnumber ${number}, ${at?.toISOString()}\n`,
      );
  });
}
