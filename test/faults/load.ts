import { createHash } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { sign } from '#paymega/signature.ts';
import { sampleCallback } from '../app/http/endpoints/sample-callback.ts';
import { SECRETS } from '../support/running.ts';

const FIRST_UPDATE = 1_790_000_060;
const HOT_INVOICES = 40;
const PATIENCE_MS = 20_000;
const BREATH_MS = 10;
/** Where it was not taken: what is being started needs the machine. */
const PAUSE_MS = 200;

/** A callback as it was sent once; no two are the same bytes. */
export type Sent = { sha256: string; invoiceId: string; answer: number | 'none' };

/** Callbacks without end, from several senders at once. */
export type Load = {
  sent: Sent[];
  /** Sends one. @returns the status of its answer, or none where nobody answered */
  sendOne(): Promise<number | 'none'>;
  stop(): Promise<void>;
};

/** @param random from 0 to 1, for which invoices and what states */
export function startLoad(url: string, senders: number, random: () => number): Load {
  const sent: Sent[] = [];
  let number = 0;
  let isOver = false;

  async function sendOne(): Promise<number | 'none'> {
    const one = ++number;
    const invoiceId = random() < 0.4 ? `cpi_hot_${Math.floor(random() * HOT_INVOICES)}` : `cpi_once_${one}`;
    const body = bodyOf(one, invoiceId, random);
    const answer = await post(url, body);
    sent.push({ sha256: createHash('sha256').update(body).digest('hex'), invoiceId, answer });
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
  return sampleCallback(invoiceId, { updated, description: `callback ${one}`, ...(returned > 0 && refund) });
}

async function post(url: string, body: string): Promise<number | 'none'> {
  const headers = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${url}/callbacks`, { method: 'POST', body, headers, signal });
    // The status counts once the whole answer has come.
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    // The process is away: Paymega would come again.
    return 'none';
  }
}
