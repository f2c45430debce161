import { connect, type Socket } from 'node:net';
import { afterAll, expect, test, vi } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../../support/product.ts';
import { SECRETS } from '../../../support/running.ts';
import { onWire } from '../../../support/wire.ts';
import { sampleCallback } from './sample-callback.ts';

const product = useProduct();
const PATIENT = { timeout: 30_000, interval: 100 };
const PART = 250_000;
const open = new Set<Socket>();
afterAll(() => {
  for (const socket of open) socket.destroy();
});

/** Begins a request, says most of its body, and leaves it at that. */
function halfSent(path: string): Promise<void> {
  const { hostname, port } = new URL(product.url);
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${PART + 1}\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.write(head + 'a'.repeat(PART), () => resolve());
  });
}

/** Writes this to a connection of its own, and reads nothing that comes. */
function begun(text: string): Promise<void> {
  const { hostname, port } = new URL(product.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    open.add(socket);
    socket.pause();
    socket.on('error', () => undefined).on('close', () => resolve());
    socket.write(text, () => resolve());
  });
}

const signed = (id: string) => {
  // As large as those that hold the room: what is small may still find a place beside them.
  const body = Buffer.from(sampleCallback(id).padEnd(PART));
  return { method: 'POST', headers: { 'x-signature': sign(SECRETS.live, body) }, body };
};

test('callbacks are held within so many bytes: then the next is asked at once to come again, and is taken when it does', async () => {
  expect((await onWire(product.url, '/callbacks/main', signed('cpi_before'))).status).toBe(200);
  const turnedAway = await vi.waitFor(async () => {
    // Each time anew: those that have been sending for seconds leave their room to others.
    await Promise.all(Array.from({ length: 300 }, () => halfSent('/callbacks/main')));
    const answer = await onWire(product.url, '/callbacks/main', signed('cpi_meanwhile'));
    expect(answer.status).toBe(503);
    return answer;
  }, PATIENT);
  expect(Number(turnedAway.headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(turnedAway.body)).toMatchObject({ errors: [{ code: 'unavailable' }] });
  // Pages and forms have a room of their own.
  expect((await onWire(product.url, '/sign-in')).status).toBe(200);
  for (const socket of open) socket.destroy();
  open.clear();
  await vi.waitFor(async () => {
    expect((await onWire(product.url, '/callbacks/main', signed('cpi_meanwhile'))).status).toBe(200);
  }, PATIENT);
});

test('clients that drip, stop halfway or read no answer hold nobody up for long: callbacks go on beside them', async () => {
  const halves = Array.from({ length: 300 }, () => halfSent('/callbacks/main'));
  const silent = Array.from({ length: 200 }, () =>
    begun('POST /callbacks/main HTTP/1.1\r\nHost: x\r\nX-Sig'),
  );
  const unread = Array.from({ length: 4 }, () =>
    begun('GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(60)),
  );
  await Promise.all([...halves, ...silent, ...unread]);
  // Those that hold the room are there still; whoever has been sending for seconds leaves it to others.
  await vi.waitFor(async () => {
    expect((await onWire(product.url, '/callbacks/main', signed('cpi_beside_slow'))).status).toBe(200);
  }, PATIENT);
  for (let n = 0; n < 20; n++) {
    const answer = await onWire(product.url, '/callbacks/main', signed(`cpi_beside_slow_${n}`));
    expect(answer.status).toBe(200);
  }
  for (const socket of open) socket.destroy();
  open.clear();
});

test('forms are held within so many bytes, and crowd out no callback', async () => {
  await Promise.all(Array.from({ length: 150 }, () => halfSent('/sign-in')));
  const form = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b'.padEnd(PART, '&'),
  };
  await vi.waitFor(async () => {
    const answer = await onWire(product.url, '/sign-in', form);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '30']);
  }, PATIENT);
  expect((await onWire(product.url, '/callbacks/main', signed('cpi_beside_forms'))).status).toBe(200);
  for (const socket of open) socket.destroy();
  open.clear();
  await vi.waitFor(
    async () => expect((await onWire(product.url, '/sign-in', form)).status).toBe(401),
    PATIENT,
  );
});
