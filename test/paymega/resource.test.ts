import { describe, expect, test } from 'vitest';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { isoExponent } from '#paymega/currencies.ts';
import { readInvoice } from '#paymega/document.ts';
import { NoDocument, type Resource, readResources } from '#paymega/resource.ts';
import { documentText } from '../support/documents.ts';

const DATA = '{"data":';
const item = (over: Record<string, unknown> = {}, id: unknown = 'cpi_a') =>
  documentText(over, id).slice(DATA.length, -1);
const list = (items: readonly string[], rest = '"links":{"next":null},"meta":{"total":3}') =>
  `{"data":[${items.join(', ')}],${rest}}`;

function outcome(resource: Resource): string {
  try {
    return readInvoice(resource, isoExponent).id;
  } catch (error) {
    if (error instanceof UnreadableInvoice) return error.reason;
    throw error;
  }
}

describe('a list of resources', () => {
  test('in which one names a key twice spoils no neighbour', () => {
    const spoilt = [
      item({}, 'cpi_b').replace('"amount":100', '"amount":1,"amount":100'),
      item({ metadata: {} }, 'cpi_c').replace('"metadata":{}', '"metadata":{"deep":[{"a":1,"a":1}]}'),
      item({}, 'cpi_d').replace('"id":', '"id":"cpi_x","id":'),
    ];
    const { resources } = readResources(list([item(), ...spoilt, item({}, 'cpi_e')]));
    expect(resources.map(outcome)).toEqual([
      'cpi_a',
      'repeated_key',
      'repeated_key',
      'repeated_key',
      'cpi_e',
    ]);
  });

  test('gives each its document, letter for letter', () => {
    const odd = `{ "id" : "cpi_a", "attributes" : {"reference_id": 12345678901234567890, "x": [1.0, 1e3, -0, {"n": 17.00}]} }`;
    const { resources } = readResources(list([item({}, 'cpi_b'), odd]));
    expect(resources.map(({ text }) => text)).toEqual([`{"data":${item({}, 'cpi_b')}}`, `{"data":${odd}}`]);
  });

  test.each([
    ['links', { links: null }],
    ['meta', { meta: null }],
  ])('that tells one thing twice in its %s does not tell it', (key, expected) => {
    const rest = `"links":{"next":null},"meta":{"total":3}`.replace(
      `"${key}":{`,
      `"${key}":{"next":1,"total":1,"next":1,"total":1,`,
    );
    expect(readResources(list([item()], rest))).toMatchObject(expected);
  });

  test.each([
    ['whose data is told twice', `{"data":[],"data":[${item()}]}`],
    ['that holds something else', list([item(), '17'])],
    ['that holds null', list(['null'])],
    ['that holds no attributes', list(['{"id":"cpi_a","attributes":[]}'])],
    ['that is one document', documentText()],
    ['that is a number', '17'],
    ['that is nothing', ''],
  ])('%s is none', (_, text) => {
    expect(() => readResources(text)).toThrow(NoDocument);
  });

  test('without links and meta, or with empty ones, is one', () => {
    expect(readResources('{"data":[]}')).toEqual({ resources: [], links: null, meta: null });
    expect(readResources('{"data":[],"links":[],"meta":[]}')).toEqual({
      resources: [],
      links: null,
      meta: null,
    });
  });
});
