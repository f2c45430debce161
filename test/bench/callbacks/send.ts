import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';

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

const APART = 500;
const BEGAN = Math.floor(Date.now() / 1000) - 3 * 86_400;

/**
 * Sends callbacks over connections that stay open, each with one under way, as fast as they are answered. A process of
 * its own: what it costs must not count for who is measured.
 */
process.on('message', (order: Order) => {
  send(order).then((sent) => process.send?.(sent));
});
process.once('disconnect', () => process.exit());

async function send(order: Order): Promise<Sent> {
  const requests = Array.from({ length: order.callbacks }, (_, place) => request(order, place));
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

/** Every invoice is told twice: that it waits for its payment, and, some hundred callbacks later, that it is paid. */
function request({ secret, name, slug }: Order, place: number): Buffer {
  const round = Math.floor(place / (2 * APART));
  const within = place % (2 * APART);
  const isPaid = within >= APART;
  const body = Buffer.from(document(name, round * APART + (within % APART), isPaid));
  const signature = createHash('sha1').update(secret).update(body).update(secret).digest('base64');
  const head =
    `POST /callbacks/${slug} HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: GuzzleHttp/7\r\nAccept: application/json\r\n` +
    `Content-Type: application/json\r\nX-Signature: ${signature}\r\nRetry-Count: 1\r\n` +
    `X-Forwarded-For: 198.51.100.7\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function document(name: string, invoice: number, isPaid: boolean): string {
  const id = `cpi_${createHash('md5').update(`${name} ${invoice}`).digest('hex').slice(0, 24)}`;
  const amount = `${100 + (invoice % 900)}.${String(invoice % 100).padStart(2, '0')}`;
  const created = BEGAN + (invoice % 250_000);
  const paid = isPaid ? amount : 'null';
  const kept = isPaid ? (Number(amount) - 3.1).toFixed(2) : 'null';
  return (
    `{"data":{"type":"payment-invoices","id":"${id}","attributes":{"status":"${isPaid ? 'processed' : 'process_pending'}",` +
    `"resolution":${isPaid ? '"ok"' : 'null'},"moderation_required":false,"amount":${amount},"payment_amount":${amount},` +
    `"currency":"USD","service_amount":${amount},"payment_service_amount":${amount},"exchange_rate":1,` +
    `"service_currency":"USD","reference_id":"order-${name}-${invoice}","test_mode":false,"fee":0,"deposit":${amount},` +
    `"processed":${isPaid ? created + 9 : 'null'},"processed_amount":${paid},"processed_fee":${isPaid ? '3.10' : 'null'},` +
    `"processed_deposit":${kept},"refunded":null,"refunded_amount":null,"refunded_fee":null,"charged_back_amount":null,` +
    `"failed":null,"metadata":{"cart":"c-${invoice}"},"flow_data":{"action":"https://pay.example/payment/sale",` +
    `"method":"POST","params":[],"metadata":{"sid":"${id.slice(-9)}","token":"eyJhbGciOiJIUzI1NiJ9.${id}.${id}"}},` +
    `"flow":"charge","payment_flow":"charge","created":${created},"updated":${created + (isPaid ? 9 : 2)},"payload":[],` +
    `"description":"Order ${invoice}","callback_url":"https://shop.example/callbacks","return_url":"https://shop.example/thanks",` +
    '"original_data":[]},"relationships":{"payment-service":{"data":{"type":"payment-services","id":"payment_card_usd_hpp"}},' +
    '"payment-method":{"data":{"type":"payment-methods","id":"payment_card"}},"customer":{"data":null}},' +
    `"links":{"self":"https://api.example/api/payment-invoices/${id}"}}}`
  );
}
