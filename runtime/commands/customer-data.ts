import { accountBySlug } from '#identity/accounts/accounts.ts';
import { customerData } from '#reconciliation/reports/customer-data/customer-data.ts';
import type { Config } from '../config.ts';
import { privateFile } from './private-file.ts';
import { ACTOR, visit } from './visit.ts';

type Options = { customer: string; account?: string | undefined; out: string };

/**
 * `customer-data`: everything that is kept of one customer, into a file that its owner alone can read.
 * @throws Refusal `bad_customer`, `too_many_invoices`, `unwritable`
 */
export async function writeCustomerData(
  config: Config,
  { customer, account: slug, out }: Options,
): Promise<void> {
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, slug);
    const file = await privateFile(out);
    const { text, invoices } = await customerData(sql, ACTOR, account, customer, null);
    await file.writeFile(text);
    await file.close();
    process.stdout.write(`${out}: ${invoices} invoices of ${account.slug} name this customer\n`);
  });
}
