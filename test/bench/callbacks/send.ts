import { connect, type Socket } from 'node:net';
import { callbackRequest } from './callback-request.ts';

/** What the sender is told to send. */
export type Order = {
  port: number;
  connections: number;
  callbacks: number;
  secret: string;
  /** The account that the address names. */
  slug: string;
  /** Tells the invoices of this load from those of another. */
  name: string;
};

/** What came of it; milliseconds, and callbacks a second. */
export type Sent = { perSecond: number; p50: number; p99: number; quarters: number[]; refused: number };

/**
 * Sends callbacks over connections that stay open, each with one under way, as fast as they are answered. A process of
 * its own: what it costs must not count for who is measured.
 */
process.on('message', (order: Order) => {
  send(order).then((sent) => process.send?.(sent));
});
process.once('disconnect', () => process.exit());

async function send(order: Order): Promise<Sent> {
  const requests = Array.from({ length: order.callbacks }, (_, place) => callbackRequest(order, place));
  const took = new Float64Array(requests.length);
  const answeredAt = new Float64Array(requests.length);
  let next = 0;
  let answered = 0;
  let refused = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: order.connections }, () => speak(order.port, take)));
  const seconds = (performance.now() - began) / 1000;
  const sorted = took.toSorted();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const quarter = requests.length / 4;
  const ends = [0, 1, 2, 3, 4].map((place) => answeredAt[Math.floor(place * quarter) - 1] ?? 0);
  return {
    ...{ perSecond: requests.length / seconds, p50: at(0.5), p99: at(0.99), refused },
    quarters: ends.slice(1).map((end, place) => (quarter * 1000) / (end - (ends[place] ?? 0))),
  };

  function take(): { bytes: Buffer; done: (status: number) => void } | null {
    const bytes = requests[next];
    if (!bytes) return null;
    const place = next++;
    const start = performance.now();
    const done = (status: number) => {
      took[place] = performance.now() - start;
      answeredAt[answered++] = performance.now() - began;
      if (status !== 200) refused++;
    };
    return { bytes, done };
  }
}

function speak(port: number, take: () => { bytes: Buffer; done: (status: number) => void } | null) {
  return new Promise<void>((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let now = take();
    let text = '';
    socket.once('connect', () => (now ? socket.write(now.bytes) : socket.end()));
    socket.once('error', reject).once('close', () => (now ? reject(new Error('hung up')) : resolve()));
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      now?.done(Number(text.slice(9, 12)));
      text = '';
      now = take();
      if (now) socket.write(now.bytes);
      else socket.end();
    });
  });
}
