import { randomUUID } from 'node:crypto';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import type { CheckTools } from '#reconciliation/books/check-tools.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { replayQuarantine } from '#reconciliation/books/quarantine.ts';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { followOpen } from '#reconciliation/test-payments/follow.ts';
import type { Effect } from './scenario.ts';
import { type Cast, newCurrencyOf } from './script.ts';

const ACTOR = { kind: 'program', name: 'test' } as const;

/** Does what a person does between two runs. */
export async function carryOutEffect(
  tools: CheckTools,
  accountId: number,
  cast: Cast,
  effect: Effect,
): Promise<void> {
  const { sql } = tools;
  switch (effect.does) {
    case 'resolve': {
      const id = await newestOf(tools, accountId, cast, effect.kind);
      await resolveDiscrepancy(sql, ACTOR, id, { resolution: effect.resolution, note: 'as agreed' });
      return;
    }
    case 'assign': {
      const id = await newestOf(tools, accountId, cast, effect.kind);
      const { id: reviewer } = await addPerson(sql, {
        email: `${randomUUID()}@shop.example`,
        role: 'finance',
      });
      return assignDiscrepancy(sql, ACTOR, id, reviewer);
    }
    case 'add_currency':
      await sql`insert into currencies (code, exponent) values (${newCurrencyOf(accountId)}, ${effect.exponent})`;
      return;
    case 'replay_quarantine':
      await replayQuarantine(sql, accountId, await exponentsOf(sql));
      return;
    case 'ask_creation':
      await sql`
        insert into test_payments
          (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
        select ${accountId}, ${`test-${accountId}-${cast.mark}`}, 'USD', 10000, 'payment_card_usd_hpp',
          'creation_unknown', asked_at, asked_at
        from (select now() - make_interval(mins => ${effect.minutesAgo}) as asked_at) as clock`;
      return;
    case 'look_up_creations':
      return followOpen({ sql, connectionOf: connectionOf(tools) }, accountId, new AbortController().signal);
  }
}

/** Nothing is paid in a scenario: it has a private API alone. */
function connectionOf({ privateApi }: CheckTools): ConnectionOf {
  const cardgate = { url: 'http://127.0.0.1:9', isPublicOnly: false };
  return async () => ({ privateApi, cardgate, secrets: { live: [], test: [] } });
}

async function newestOf(
  { sql }: CheckTools,
  accountId: number,
  { mark }: Cast,
  kind: string,
): Promise<bigint> {
  const [newest] = await sql<{ id: bigint }[]>`
    select id from discrepancies
    where account_id = ${accountId} and kind = ${kind} and subject like ${`%${mark}%`} order by id desc limit 1`;
  if (!newest) throw new Error(`there is no ${kind} of ${mark} to act on`);
  return newest.id;
}
