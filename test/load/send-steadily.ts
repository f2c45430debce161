import { connect, type Socket } from 'node:net';
import { callbackRequest } from '../bench/callbacks/callback-request.ts';

/** What the sender is told to send. */
export type Order = {
  port: number;
  /** Open at once, at the most. */
  connections: number;
  /** How many a second, whatever becomes of those before; null: each connection the next one as soon as it was answered. */
  perSecond: number | null;
  seconds: number;
  secret: string;
  name: string;
};

/** How long answers took in milliseconds, from when they were due. */
export type Took = { count: number; p50: number; p99: number; longest: number };
/**
 * What came of it: by status, or `none` where nobody answered. `sinceWritten` leaves out how long it waited for a connection:
 * where more are due than this machine can send, that is the sender's own.
 */
export type Outcome = {
  by: Record<string, Took>;
  sinceWritten: Record<string, Took>;
  perSecond: number;
  withoutRetryAfter: number;
};

type Due = { at: number; bytes: Buffer };

const TICK_MS = 5;
/** Who waits for an answer gives up: Paymega waits 10 to 20 s. */
const PATIENCE_MS = 20_000;

/** A process of its own: what it costs must not count for who is measured. */
process.on('message', (order: Order) => {
  send(order).then((outcome) => process.send?.(outcome));
});

async function send(order: Order): Promise<Outcome> {
  const took = new Map<string, number[]>();
  const answeredIn = new Map<string, number[]>();
  const waiting = new Waiting();
  const idle: Line[] = [];
  const lines: Line[] = [];
  let [made, withoutRetryAfter] = [0, 0];
  const began = performance.now();
  const isOver = () => performance.now() - began > order.seconds * 1000;
  const next = (at: number): Due => ({ at, bytes: callbackRequest(order, made++) });

  function answered(line: Line, due: Due, writtenAt: number, status: string, hasRetryAfter: boolean): void {
    const now = performance.now();
    noted(took, status, now - due.at);
    noted(answeredIn, status, now - writtenAt);
    if (status === '503' && !hasRetryAfter) withoutRetryAfter++;
    const following =
      waiting.next() ?? (order.perSecond === null && !isOver() ? next(performance.now()) : null);
    if (following) line.send(following);
    else idle.push(line);
  }

  function give(due: Due): void {
    const free = idle.pop();
    if (free) {
      free.send(due);
      return;
    }
    if (lines.length >= order.connections) {
      waiting.add(due);
      return;
    }
    const line = openLine(order.port, answered);
    lines.push(line);
    line.send(due);
  }

  if (order.perSecond === null) for (let n = 0; n < order.connections; n++) give(next(performance.now()));
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    const due = Math.floor(((performance.now() - began) / 1000) * (order.perSecond ?? 0));
    while (order.perSecond !== null && made < due) give(next(performance.now()));
  }
  while (idle.length < lines.length || waiting.isAny())
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  const seconds = (performance.now() - began) / 1000;
  for (const line of lines) line.close();
  const taken = took.get('200')?.length ?? 0;
  const told = (all: ReadonlyMap<string, number[]>) =>
    Object.fromEntries([...all].map(([status, times]) => [status, tookOf(times)]));
  return { by: told(took), sinceWritten: told(answeredIn), perSecond: taken / seconds, withoutRetryAfter };
}

function noted(all: Map<string, number[]>, status: string, ms: number): void {
  const list = all.get(status);
  if (list) list.push(ms);
  else all.set(status, [ms]);
}

/** Those that no connection is free for, the oldest first; tens of thousands of them, so that none is moved up. */
class Waiting {
  #all: Due[] = [];
  #first = 0;

  add(due: Due): void {
    this.#all.push(due);
  }

  next(): Due | undefined {
    const due = this.#all[this.#first];
    if (due) this.#first++;
    else {
      this.#all = [];
      this.#first = 0;
    }
    return due;
  }

  isAny(): boolean {
    return this.#first < this.#all.length;
  }
}

function tookOf(times: number[]): Took {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

type Line = { send(due: Due): void; close(): void };

/** A connection that stays open, with one callback under way; one that was closed is opened anew. */
function openLine(
  port: number,
  answered: (line: Line, due: Due, writtenAt: number, status: string, hasRetryAfter: boolean) => void,
): Line {
  let socket: Socket | null = null;
  let now: Due | null = null;
  let writtenAt = 0;
  let text = '';

  function done(status: string, head = ''): void {
    const due = now;
    now = null;
    text = '';
    if (/^connection: close/im.test(head)) forget();
    if (due) answered(line, due, writtenAt, status, /^retry-after: \d+/im.test(head));
  }

  function forget(): void {
    socket?.removeAllListeners('close').destroy();
    socket = null;
  }

  function opened(): Socket {
    const fresh = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1');
    fresh.setTimeout(PATIENCE_MS, () => fresh.destroy());
    fresh.on('error', () => undefined);
    fresh.on('close', () => {
      forget();
      done('none');
    });
    fresh.on('data', (chunk: string) => {
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length >= head + 4 + length) done(text.slice(9, 12), text.slice(0, head));
    });
    return fresh;
  }

  const line: Line = {
    send(due) {
      now = due;
      writtenAt = performance.now();
      socket ??= opened();
      socket.write(due.bytes);
    },
    close: forget,
  };
  return line;
}
