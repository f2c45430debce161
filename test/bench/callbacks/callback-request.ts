import { createHash } from 'node:crypto';

const APART = 500;
const BEGAN = Math.floor(Date.now() / 1000) - 3 * 86_400;

/**
 * A callback as it is written to the wire. Every invoice is told twice: that it waits for its payment, and, some hundred
 * callbacks later, that it is paid.
 * @param load.name tells the invoices of this load from those of another
 * @param load.slug the account that the address names, if any
 * @param place which one of the load
 */
export function callbackRequest(
  { secret, name, slug }: { secret: string; name: string; slug?: string },
  place: number,
): Buffer {
  const round = Math.floor(place / (2 * APART));
  const within = place % (2 * APART);
  const isPaid = within >= APART;
  const body = Buffer.from(document(name, round * APART + (within % APART), isPaid));
  const signature = createHash('sha1').update(secret).update(body).update(secret).digest('base64');
  const head =
    `POST /callbacks${slug ? `/${slug}` : ''} HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: GuzzleHttp/7\r\nAccept: application/json\r\n` +
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
