import { expect, test } from 'vitest';
import { z } from 'zod';
import description from '#app/api/openapi.json';
import { useProduct } from '../../support/product.ts';
import { ask } from '../../support/programs.ts';
import { everyRoute } from '../../support/routes.ts';

const product = useProduct({ hasHistory: true });

const WILDCARD = '/api/v1/*';
const asTemplate = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');

/** A schema of the document as a check that also minds what the document does not name. */
function schemaOf(name: keyof typeof description.components.schemas): z.ZodType {
  const text = JSON.stringify({ $ref: `#/$defs/${name}`, $defs: description.components.schemas })
    .replaceAll('#/components/schemas/', '#/$defs/')
    .replaceAll('"properties":{', '"additionalProperties":false,"properties":{');
  return z.fromJSONSchema(JSON.parse(text));
}

async function problems(
  name: keyof typeof description.components.schemas,
  answer: Response,
): Promise<unknown> {
  const read = schemaOf(name).safeParse(await answer.json());
  return read.success ? [] : read.error.issues;
}

test('every address of the API is described, and nothing else is', () => {
  const routes = everyRoute().flatMap(({ path }) =>
    path.startsWith('/api/') && path !== WILDCARD ? [path] : [],
  );
  expect(Object.keys(description.paths).sort()).toEqual(routes.map(asTemplate).sort());
});

test('every method that is described is there, and no other is', async () => {
  const token = await product.tokenOf('finance');
  for (const [path, item] of Object.entries(description.paths)) {
    const address = path.replace('/api/v1', '').replace('{id}', '1');
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status } = await ask(product.url, token, address, { method });
      const isDescribed = method.toLowerCase() in item;
      expect([method, path, status === 405]).toEqual([method, path, !isDescribed]);
    }
  }
});

test('the document is served to everybody, as it is', async () => {
  const answer = await fetch(`${product.url}/api/v1/openapi.json`);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toEqual(description);
});

test('every reference in it leads somewhere', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, place]) => place,
  );
  for (const place of references) {
    const found = place?.split('/').reduce<unknown>((at, key) => {
      return typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
    }, description);
    expect([place, found]).toEqual([place, expect.any(Object)]);
  }
});

test('its schemas mind a field that is missing, and one that is not described', () => {
  const whole = { errors: [{ status: '404', code: 'unknown_run', detail: 'there is no such run' }] };
  const [error] = whole.errors;
  expect(schemaOf('Errors').safeParse(whole).success).toBe(true);
  expect(schemaOf('Errors').safeParse({ errors: [{ ...error, code: undefined }] }).success).toBe(false);
  expect(schemaOf('Errors').safeParse({ errors: [{ ...error, more: 1 }] }).success).toBe(false);
});

test.each([
  ['/invoices?limit=500', 'InvoicePage'],
  ['/discrepancies?limit=500&state=all', 'DiscrepancyPage'],
  ['/callbacks?limit=500', 'CallbackPage'],
  ['/runs', 'RunPage'],
  ['/runs/1', 'RunAnswer'],
  ['/runs/999999', 'Errors'],
  ['/payments', 'Errors'],
] as const)('what %s answers is a %s of the document', async (path, schema) => {
  const answer = await ask(product.url, await product.tokenOf('viewer'), path);
  expect(await problems(schema, answer)).toEqual([]);
});

test('what an order of a run is answered is described, whether it is taken or not', async () => {
  const token = await product.tokenOf('finance');
  const order = (body: unknown) =>
    ask(product.url, token, '/runs', { method: 'POST', body: JSON.stringify(body) });
  const taken = await order({ from: '2025-10-10', to: '2025-10-10' });
  expect([taken.status, await problems('RunAnswer', taken)]).toEqual([202, []]);
  const refused = await order({});
  expect([refused.status, await problems('Errors', refused)]).toEqual([422, []]);
});
