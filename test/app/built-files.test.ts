import { rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useProduct } from '../support/product.ts';

const NAME = `gone-since-${process.pid}.txt`;
const FILE = fileURLToPath(new URL(`../../build/client/assets/${NAME}`, import.meta.url));

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
