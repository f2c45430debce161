import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import postgres from 'postgres';

type Told = { text: string; data: { id: string; attributes: Record<string, unknown> }; answer: () => void };

/**
 * The least that taking a callback in durably can cost, as a process of its own: plain node:http, one signature,
 * JSON.parse, and one statement for whatever came while the last two were committed. Its tables are the product's, with
 * all their indexes, without triggers, foreign keys and computed columns; nothing is checked or left out of the body.
 */
const { FLOOR_DATABASE: url = '', FLOOR_SECRET: secret = '', FLOOR_ACCOUNT: account = '' } = process.env;
const sql = postgres(url, { max: 2, connection: { search_path: 'floor', application_name: 'floor' } });
const waiting: Told[] = [];
let underWay = 0;
process.once('disconnect', () => process.exit());

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const signature = createHash('sha1').update(secret).update(body).update(secret).digest('base64');
    if (signature !== request.headers['x-signature']) return void response.writeHead(401).end();
    const text = body.toString();
    const { data } = JSON.parse(text);
    const answer = () => response.writeHead(200, { 'content-length': 2 }).end('{}');
    waiting.push({ text, data, answer });
    pump();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : null);
});

function pump(): void {
  while (underWay < 2 && waiting.length > 0) {
    underWay++;
    const batch = waiting.splice(0, 200).sort((a, b) => (a.data.id < b.data.id ? -1 : 1));
    commit(batch).then(
      () => {
        underWay--;
        for (const { answer } of batch) answer();
        pump();
      },
      (error) => {
        throw error;
      },
    );
  }
}

async function commit(batch: readonly Told[]): Promise<void> {
  const latest = new Map(batch.map((one) => [one.data.id, one]));
  const rows = [...latest.values()].map(({ data: { id, attributes: its } }) => ({ id, its }));
  const minor = (value: unknown) => (value === null ? null : Math.round(Number(value) * 100));
  const bodies = batch.map(({ text }) => text);
  await sql`
    with told as (
      insert into callbacks (id, account_id, received_at, invoice_id, mode, status, verdict, body, body_sha256)
      select nextval('floor.callback_ids'), ${account}::int, now(), invoice_id, 'live', status, 'new', body, ''
      from unnest(${batch.map(({ data }) => data.id)}::text[], ${batch.map(({ data }) => String(data.attributes.status))}::text[],
        ${bodies}::text[]) as told(invoice_id, status, body)
    )
    insert into invoices as book (account_id, id, mode, currency, amount, reference_id, status, payment_amount,
      processed_amount, created_at, updated_at, progress, stage, is_final, took_money, returned, fingerprint, received,
      first_reported_at, furthest_stage, first_seen_at, source, is_suspect, moved_at)
    select ${account}::int, id, 'live', 'USD', amount, reference, status, payment, processed, to_timestamp(created),
      to_timestamp(updated), 0, 0, status = 'processed', status = 'processed', 0, updated, 0, to_timestamp(updated), 0,
      now(), 'callback', status <> 'processed', to_timestamp(updated)
    from unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ its }) => minor(its.amount))}::bigint[],
      ${rows.map(({ its }) => String(its.reference_id))}::text[], ${rows.map(({ its }) => String(its.status))}::text[],
      ${rows.map(({ its }) => minor(its.payment_amount))}::bigint[],
      ${rows.map(({ its }) => minor(its.processed_amount))}::bigint[],
      ${rows.map(({ its }) => Number(its.created))}::float8[], ${rows.map(({ its }) => Number(its.updated))}::float8[])
      as told(id, amount, reference, status, payment, processed, created, updated)
    on conflict (account_id, id) do update set status = excluded.status, updated_at = excluded.updated_at,
      processed_amount = excluded.processed_amount, is_final = excluded.is_final, took_money = excluded.took_money,
      fingerprint = excluded.fingerprint, moved_at = excluded.moved_at, is_suspect = excluded.is_suspect
    where book.updated_at < excluded.updated_at`;
}
