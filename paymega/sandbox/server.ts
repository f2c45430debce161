import { createServer, type Server } from 'node:http';
import { arrivals } from './history/arrivals.ts';
import { nextRetryAfter } from './history/delivery-outcomes.ts';
import { type Expected, expectedFindings } from './history/expected-findings.ts';
import { History } from './history/history.ts';
import { startLiveFeed } from './history/live-feed.ts';
import type { ScenarioChoice } from './history/scenarios.ts';
import { errorAnswer } from './platform/answer.ts';
import { CallbackSender, callbackBody, callbackSignature, type Secrets } from './platform/callbacks.ts';
import { TOKEN_PURPOSE } from './platform/card-gateway.ts';
import { exchange } from './platform/exchange.ts';
import { type FaultSwitches, Faults } from './platform/faults.ts';
import type { Addresses } from './platform/invoice-document.ts';
import { Ledger } from './platform/ledger.ts';
import type { Parts } from './platform/parts.ts';
import { Scheduler } from './platform/scheduler.ts';
import { Seal } from './platform/seal.ts';
import { State } from './platform/state.ts';

export type SandboxOptions = {
  seed: number;
  accountId: string;
  apiKey: string;
  liveSecret: string;
  testSecret: string;
  /** Unix seconds: the first invoice of the procedural history. */
  startsAt: number;
  /** Procedural invoices a day. */
  perDay: number;
  /** Unix seconds: no procedural invoice is created after it. Without it the shop lives on. */
  endsAt?: number;
  scenarios?: ScenarioChoice;
  /** Unix seconds: a Monday's midnight on the clocks of a shop that goes by weekday and hour; else UTC's. */
  mondayAt?: number;
  /** Unix seconds. */
  now?: () => number;
  host?: string;
  port?: number;
  /** Where callbacks go; null: none are sent. */
  callbackUrl: string | null;
  returnUrlBase?: string;
  /** JSON lines: what API calls and hands have done survives a restart. */
  stateFile?: string;
  maxPageSize?: number;
};

/** One callback of the procedural history, as it arrived. Unix seconds. */
export type Delivery = {
  at: number;
  invoiceId: string;
  body: string;
  signature: string;
  retryCount: number;
  nextRetry: number | null;
};

export type Sandbox = {
  /** Base of the private API. */
  url: string;
  cardgateUrl: string;
  /** Callbacks that arrive from this second on are sent live; `deliveries` up to it are the past. */
  startedAt: number;
  faults: FaultSwitches;
  deliveries: (from: number, until: number) => Iterable<Delivery>;
  expectedFindings: (at: number) => Iterable<Expected>;
  close: () => Promise<void>;
};

const DEFAULT_MAX_PAGE_SIZE = 500;

/** Starts a Paymega of one's own. With the same options it always tells the same history. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.now ?? (() => Date.now() / 1000);
  const now = () => Math.floor(clock());
  // Longer than clients keep idle connections, so that it is never the server that hangs up on a call.
  const server = createServer({ keepAliveTimeout: 65_000 });
  const url = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);
  const seal = new Seal(`${options.seed}:${options.apiKey}`);
  const addresses = {
    apiUrl: url,
    cardgateUrl: `${url}/cardgate`,
    token: (id: string) => seal.close(TOKEN_PURPOSE, id),
  };
  const returnUrl = `${options.returnUrlBase ?? 'https://shop.example'}/return`;
  const shop = { callbackUrl: options.callbackUrl, returnUrl };
  const history = new History({ ...options, shop });
  const ledger = new Ledger(history, new State(options.stateFile), now);
  const secrets = { live: options.liveSecret, test: options.testSecret };
  const faults = new Faults(options.seed);
  const scheduler = new Scheduler(clock);
  const sender = new CallbackSender({ secrets, addresses, scheduler, faults, now });
  serve(server, {
    ...{ ledger, faults, scheduler, sender, seal, addresses, now },
    ...{ accountId: options.accountId, apiKey: options.apiKey, callbackUrl: options.callbackUrl, returnUrl },
    maxPageSize: options.maxPageSize ?? DEFAULT_MAX_PAGE_SIZE,
  });
  const startedAt = now();
  if (options.callbackUrl !== null) startLiveFeed(history, ledger, scheduler, sender, startedAt);
  return {
    url,
    cardgateUrl: addresses.cardgateUrl,
    startedAt,
    faults: faults.switches,
    deliveries: (from, until) => deliveries(history, secrets, addresses, from, until),
    expectedFindings: (at) => expectedFindings(history, at),
    close: () => close(server, scheduler, sender),
  };
}

function* deliveries(
  history: History,
  secrets: Secrets,
  addresses: Addresses,
  from: number,
  until: number,
): Iterable<Delivery> {
  for (const { at, view, retryCount, isSignedRight } of arrivals(history, from, until)) {
    const body = callbackBody(view, addresses);
    const signature = callbackSignature(secrets, view, body, isSignedRight);
    yield { at, invoiceId: view.id, body, signature, retryCount, nextRetry: nextRetryAfter(at, retryCount) };
  }
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address ? address.port : port;
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
      resolve(`http://${name.includes(':') ? `[${name}]` : name}:${actual}`);
    });
  });
}

function serve(server: Server, parts: Parts): void {
  server.on('request', (request, response) => {
    exchange(parts, request, response).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : 'unknown';
      const { status, body, headers } = errorAnswer(500, {
        code: 'sandbox_bug',
        title: 'A bug of the sandbox',
        detail,
      });
      if (!response.headersSent && !response.destroyed) response.writeHead(status, headers).end(body);
    });
  });
}

async function close(server: Server, scheduler: Scheduler, sender: CallbackSender): Promise<void> {
  scheduler.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await Promise.all([closed, sender.close()]);
}
