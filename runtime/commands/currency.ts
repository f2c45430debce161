import { Refusal } from '#identity/refusal.ts';
import { addCurrency as add, addedCurrencies } from '#reconciliation/books/add-currency.ts';
import type { Config } from '../config.ts';
import { ACTOR, visit } from './visit.ts';

/** `currency add`: a currency that ISO 4217 does not have. @throws Refusal as addCurrency of the books */
export async function addCurrency(config: Config, code: string, decimals: string): Promise<void> {
  if (!/^\d+$/.test(decimals))
    throw new Refusal('bad_decimals', `${decimals} is no whole number of decimals`);
  await visit(config, async (sql) => {
    await add(sql, ACTOR, { code, decimals: Number(decimals) });
    process.stdout.write(`${code} was added, with ${decimals} decimals\n`);
  });
}

/** `currency list`: those that were added, a line each. */
export async function listCurrencies(config: Config): Promise<void> {
  await visit(config, async (sql) => {
    for (const { code, decimals } of await addedCurrencies(sql))
      process.stdout.write(`${code} ${decimals}\n`);
  });
}
