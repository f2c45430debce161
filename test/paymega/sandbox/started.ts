import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { readJson } from '#paymega/json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '#paymega/sandbox/server.ts';

export const START = 1_760_000_000;
export const DAY = 86_400;

/** A sandbox ten days into its history, that ends with the test. */
export async function started(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    seed: 11,
    accountId: 'account',
    apiKey: 'key',
    liveSecret: 'live-secret',
    testSecret: 'test-secret',
    startsAt: START,
    perDay: 90,
    now: () => START + 10 * DAY,
    callbackUrl: null,
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const AUTHORIZATION = `Basic ${Buffer.from('account:key').toString('base64')}`;

type Init = { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal };

/** A call of the private API. */
export function call(sandbox: Sandbox, path: string, { headers, ...init }: Init = {}): Promise<Response> {
  const usual = { authorization: AUTHORIZATION, 'content-type': 'application/vnd.api+json' };
  return fetch(`${sandbox.url}${path}`, { ...init, headers: { ...usual, ...headers } });
}

const invoiceSchema = z.object({
  id: z.string(),
  attributes: z.looseObject({ status: z.string(), created: z.number() }),
});
const documentSchema = z.object({ data: invoiceSchema });
const listSchema = z.object({
  data: z.array(invoiceSchema),
  links: z.object({ next: z.string().nullable() }).optional(),
  meta: z.union([z.object({ total: z.number() }), z.array(z.never())]),
});
export type Listed = z.infer<typeof listSchema>;
export type Told = z.infer<typeof invoiceSchema>;

export async function list(sandbox: Sandbox, search: Record<string, string | number> = {}): Promise<Listed> {
  const query = new URLSearchParams(Object.entries(search).map(([key, value]) => [key, String(value)]));
  const answer = await call(sandbox, `/payment-invoices?${query}`);
  return listSchema.parse(await answer.json());
}

/** Every item that the pages of a list hold, by following `links.next`. */
export async function everyPage(sandbox: Sandbox, search: Record<string, string | number>): Promise<Told[]> {
  let page = await list(sandbox, search);
  const all = [...page.data];
  while (page.links?.next) {
    const { pathname, search: rest } = new URL(page.links.next);
    page = listSchema.parse(await (await call(sandbox, pathname + rest)).json());
    all.push(...page.data);
  }
  return all;
}

export async function invoice(sandbox: Sandbox, id: string): Promise<Told> {
  const answer = await call(sandbox, `/payment-invoices/${id}`);
  return documentSchema.parse(await answer.json()).data;
}

export const ORDER = {
  reference_id: 'order-of-the-test',
  description: 'One test',
  currency: 'USD',
  amount: 12.34,
  service: 'payment_card_usd_hpp',
  return_url: 'https://shop.example/done',
  // Nobody listens there.
  callback_url: 'http://127.0.0.1:9/callbacks',
  test_mode: true,
};

export function create(sandbox: Sandbox, attributes: object = ORDER): Promise<Response> {
  const body = JSON.stringify({ data: { type: 'payment-invoices', attributes } });
  return call(sandbox, '/payment-invoices', { method: 'POST', body });
}

export async function created(sandbox: Sandbox, attributes: object = ORDER): Promise<Told> {
  return documentSchema.parse(await (await create(sandbox, attributes)).json()).data;
}

const flowSchema = z.object({ flow_data: z.object({ metadata: z.object({ token: z.string() }) }) });
export const saleSchema = z.object({
  status: z.string(),
  auth_mode: z.string().nullable(),
  auth_payload: z.union([
    z.array(z.never()),
    z.object({ action: z.string(), method: z.string(), params: z.unknown() }),
    z.object({ hint: z.string() }),
  ]),
});

export type Sale = z.infer<typeof saleSchema>;

/** A sale as a body has it. @param expiry MMYY */
export function saleOf(cardNumber: string, expiry = '1035', holder = 'Ada Berg') {
  const attributes = {
    card_number: cardNumber,
    card_holder: holder,
    cvv: '123',
    exp_month: expiry.slice(0, 2),
    exp_year: expiry.slice(2),
  };
  return { data: { type: 'sale-operation', attributes } };
}

/** A call of the card gateway about an invoice. */
export function callGateway(
  sandbox: Sandbox,
  told: Told,
  body: unknown,
  { headers, ...init }: Init = {},
): Promise<Response> {
  const { flow_data } = flowSchema.parse(told.attributes);
  const usual = {
    authorization: `Bearer ${flow_data.metadata.token}`,
    'content-type': 'application/json',
  };
  return fetch(`${sandbox.cardgateUrl}/payment/sale`, {
    ...{ method: 'POST', body: JSON.stringify(body), ...init },
    headers: { ...usual, ...headers },
  });
}

/** An attempt to pay an invoice; numbers of the answer stay numerals. @param expiry MMYY */
export async function sell(
  sandbox: Sandbox,
  told: Told,
  cardNumber: string,
  expiry?: string,
  holder?: string,
): Promise<Sale> {
  const answer = await callGateway(sandbox, told, saleOf(cardNumber, expiry, holder));
  return saleSchema.parse(readJson(await answer.text()).value);
}

export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };

/** A shop that takes callbacks and answers with the statuses given, then with 200; it ends with the test. */
export async function shop(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks) });
    response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the shop has no address');
  return { url: `http://127.0.0.1:${address.port}/callbacks`, received };
}
