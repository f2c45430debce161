import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';

const NAME = `gone-since-${process.pid}.txt`;
const FILE = fileURLToPath(new URL(`../../../build/client/assets/${NAME}`, import.meta.url));

// Before the product starts, which then looks once at what there is.
beforeAll(() => writeFile(FILE, 'here'));
afterAll(() => rm(FILE, { force: true }));
const product = useProduct();

test('a file that is taken away under the running product, as by a new build, does not end it', async () => {
  const address = `${product.url}/assets/${NAME}`;
  expect(await (await fetch(address)).text()).toBe('here');
  await rm(FILE);
  await expect(fetch(address).then((answer) => answer.text())).rejects.toThrow();
  expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
});

test('what sends traces lies in a piece of its own, which is loaded only where traces go somewhere', async () => {
  const folder = fileURLToPath(new URL('../../../build/run/', import.meta.url));
  const pieces = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const holding = await Promise.all(
    pieces.map(async (name) =>
      (await readFile(folder + name, 'utf8')).includes('@opentelemetry/') ? [name] : [],
    ),
  );
  expect(holding.flat()).toEqual([expect.stringMatching(/^open-telemetry-\w+\.js$/)]);
});

/** What comes over the wire, which fetch would unpack. */
function raw(address: string, accepted: string): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const heard = (answer: IncomingMessage) =>
      buffer(answer).then((body) => resolve({ encoding: answer.headers['content-encoding'], body }), reject);
    get(address, { headers: { 'accept-encoding': accepted } }, heard).on('error', reject);
  });
}

test('scripts come packed to whom can unpack them, and are the same to everybody', async () => {
  const folder = path.dirname(FILE);
  const script = (await readdir(folder)).find((name) => /^components-.*\.js$/.test(name)) ?? '';
  const address = `${product.url}/assets/${script}`;
  const whole = await readFile(path.join(folder, script));
  const [brotli, gzip, plain] = await Promise.all(
    ['gzip, deflate, br', 'gzip', 'identity'].map((accepted) => raw(address, accepted)),
  );
  expect([brotli?.encoding, gzip?.encoding, plain?.encoding]).toEqual(['br', 'gzip', undefined]);
  expect(brotliDecompressSync(brotli?.body ?? '')).toEqual(whole);
  expect(gunzipSync(gzip?.body ?? '')).toEqual(whole);
  expect(plain?.body).toEqual(whole);
  expect(brotli?.body.length).toBeLessThan(whole.length / 2);
});
