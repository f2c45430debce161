import { onTestFinished } from 'vitest';
import type { Sql } from '#db/connection.ts';
import type { BrowserInfo } from '#paymega/browser-info.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createOrdered, type Order, order } from '#reconciliation/test-payments/creation.ts';
import { draftTestPayment } from '#reconciliation/test-payments/draft.ts';
import { followOpen } from '#reconciliation/test-payments/follow.ts';
import type { PaymentTools } from '#reconciliation/test-payments/payment-tools.ts';
import { orderSale, type SaleOrder, sendCard } from '#reconciliation/test-payments/sale.ts';
import { stepsOf } from '#reconciliation/test-payments/steps.ts';
import { testPayment } from '#reconciliation/test-payments/test-payments.ts';
import { started } from '../../paymega/sandbox/started.ts';
import { makeAccount, type TestDatabase } from '../../support/database.ts';

export const ACTOR = { kind: 'program', name: 'test' } as const;
export const ONCE = { count: 1 };

export const BROWSER: BrowserInfo = {
  browser_accept_header: 'text/html',
  browser_color_depth: '24',
  browser_ip: '192.0.2.7',
  browser_java_enabled: 'false',
  browser_language: 'de-DE',
  browser_screen_height: '1080',
  browser_screen_width: '1920',
  browser_tz: '-120',
  browser_user_agent: 'Mozilla/5.0',
  device_channel: '02',
  window_height: '900',
  window_width: '1280',
};

/** An account with a sandbox for its Paymega that nobody takes callbacks from. */
export async function aShop(database: TestDatabase) {
  const { sql } = database;
  const sandbox = await started();
  const accountId = await makeAccount(sql);
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8, retries: 0 });
  const cardgate = { url: sandbox.cardgateUrl, isPublicOnly: false };
  const secrets = { live: ['live-secret'], test: ['test-secret'] };
  const connection = { privateApi, secrets, cardgate };
  const tools: PaymentTools = { sql, connection, exponentOf: await exponentsOf(sql) };
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort(new Error('the test is over')));
  return { sandbox, accountId, tools, signal: stopping.signal };
}

type Shop = Awaited<ReturnType<typeof aShop>>;

/** A payment that nothing was sent for yet, and what can be done with it. */
export async function aDraft(shop: Shop, draft: { amount?: string; currency?: string } = {}) {
  const { tools, accountId } = shop;
  const asked = { accountId, amount: '12.34', currency: 'USD', ...draft };
  const id = await draftTestPayment(tools.sql, tools.exponentOf, ACTOR, asked);
  const { referenceId } = await testPayment(tools.sql, id);
  return paymentOf(shop, id, referenceId);
}

function paymentOf({ tools, accountId, signal }: Shop, id: bigint, referenceId: string) {
  const { sql } = tools;
  const read = () => testPayment(sql, id);
  return {
    id,
    referenceId,
    read,
    steps: () => stepsOf(sql, id),
    lastStep: async () => (await stepsOf(sql, id)).at(-1),
    async create(over: Partial<Order> = {}) {
      await order(sql, tools.exponentOf, ACTOR, id, {
        ...{ referenceId, description: 'A test', currency: 'USD', amount: '12.34' },
        ...{ service: 'payment_card_usd_hpp', returnUrl: 'https://shop.example/done' },
        callbackUrl: 'https://shop.example/callbacks',
        ...over,
      });
      return { token: await createOrdered(tools, id), payment: await read() };
    },
    async pay(outcome: string, over: Partial<SaleOrder> = {}) {
      const asked = {
        outcome,
        cardHolder: 'ADA BERG',
        browserInfo: BROWSER,
        bankAnswersTo: 'provider',
      } as const;
      await orderSale(sql, ACTOR, id, { ...asked, ...over });
      await sendCard(tools, id, null);
      return read();
    },
    /** Lets the pending job look so many minutes later. */
    async minutesLater(minutes: number) {
      await age(sql, id, minutes);
      await followOpen({ sql, connectionOf: async () => tools.connection }, accountId, signal);
      return read();
    },
  };
}

async function age(sql: Sql, id: bigint, minutes: number): Promise<void> {
  await sql`
    update test_payments set created_at = created_at - make_interval(mins => ${minutes}),
      changed_at = changed_at - make_interval(mins => ${minutes}) where id = ${id}`;
  await sql`
    update test_payment_steps set started_at = started_at - make_interval(mins => ${minutes})
    where test_payment_id = ${id}`;
}

/** The invoices of our book. */
export function bookOf({ tools, accountId }: Shop) {
  return tools.sql`select id, mode, amount, reference_id from invoices where account_id = ${accountId}`;
}

export function switchOn(sandbox: Sandbox, faults: Partial<FaultSwitches>): void {
  Object.assign(sandbox.faults, faults);
}
