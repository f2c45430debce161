import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { sign } from '#paymega/signature.ts';
import { sampleCallback } from '../app/http/endpoints/sample-callback.ts';
import { SECRETS } from '../support/running.ts';

/** So long ago that no schedule compares it: what the load tells is nobody else's. */
const CREATED = 1_700_000_000;
const FIRST_UPDATE = CREATED + 60;
const HOT_INVOICES = 40;
const PATIENCE_MS = 20_000;
const BREATH_MS = 10;
/** Where it was not taken: what is being started needs the machine. */
const PAUSE_MS = 200;

type Callback = { body: string; signature: string; invoiceId: string };
/** A callback as it was sent once; no two are the same bytes. */
export type Sent = { sha256: string; invoiceId: string; to: string; answer: number | 'none'; took: number };

/** Callbacks without end, from several senders at once. */
export type Load = {
  sent: Sent[];
  /** Sends one. @returns the status of its answer, or none where nobody answered */
  sendOne(): Promise<number | 'none'>;
  stop(): Promise<void>;
};

export type LoadOptions = {
  /** Where the next one goes to. */
  address: () => string;
  senders: number;
  /** From 0 to 1, for which invoices and what states. */
  random: () => number;
  /** What goes out before anything that is made up: Paymega's own. */
  deliveries?: readonly Callback[];
};

export function startLoad({ address, senders, random, deliveries = [] }: LoadOptions): Load {
  const sent: Sent[] = [];
  const own = [...deliveries];
  let number = 0;
  let isOver = false;

  function next(): Callback {
    const delivery = random() < 0.5 ? own.shift() : undefined;
    if (delivery) return delivery;
    const one = ++number;
    const invoiceId = random() < 0.4 ? `cpi_hot_${Math.floor(random() * HOT_INVOICES)}` : `cpi_once_${one}`;
    const body = bodyOf(one, invoiceId, random);
    return { body, invoiceId, signature: sign(SECRETS.live, Buffer.from(body)) };
  }

  async function sendOne(): Promise<number | 'none'> {
    const callback = next();
    const began = performance.now();
    const to = address();
    const answer = await post(to, callback);
    const sha256 = createHash('sha256').update(callback.body).digest('hex');
    sent.push({ sha256, invoiceId: callback.invoiceId, to, answer, took: performance.now() - began });
    return answer;
  }

  async function send(): Promise<void> {
    while (!isOver) {
      await after((await sendOne()) === 200 ? BREATH_MS : PAUSE_MS);
    }
  }

  const sending = Array.from({ length: senders }, send);
  return {
    sent,
    sendOne,
    async stop() {
      isOver = true;
      await Promise.all(sending);
    },
  };
}

// States of an invoice come in any order, some in the same second.
function bodyOf(one: number, invoiceId: string, random: () => number): string {
  const updated = FIRST_UPDATE + Math.floor(one / 2) - Math.floor(random() * 20);
  const returned = Math.floor(random() * 3);
  const refund = { status: 'partially_refunded', refunded: updated, refunded_amount: returned };
  const told = { created: CREATED, processed: FIRST_UPDATE, updated, description: `callback ${one}` };
  return sampleCallback(invoiceId, { ...told, ...(returned > 0 && refund) });
}

async function post(url: string, { body, signature }: Callback): Promise<number | 'none'> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const headers = { 'x-signature': signature };
    const answer = await fetch(`${url}/callbacks`, { method: 'POST', body, headers, signal });
    // The status counts once the whole answer has come.
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // The process is away: Paymega would come again.
    return 'none';
  }
}

/** How long answers took, in milliseconds: in the middle, and of a hundred all but one. */
export function pace(sent: readonly Pick<Sent, 'took'>[]): { p50: number; p99: number } {
  const sorted = sent.map(({ took }) => took).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
