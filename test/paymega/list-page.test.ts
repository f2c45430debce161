import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createdOf } from '#paymega/created-of.ts';
import { openPage, type Page, readPage } from '#paymega/list-page.ts';
import { listedDocuments } from '#paymega/listed-documents.ts';
import { NoDocument, type Resource } from '#paymega/resource.ts';
import { documentText } from '../support/documents.ts';

const ASKED = new URL('https://api.example/payment-invoices?page[number]=1');
const KEY = 'a key';
const DATA = '{"data":';
const inner = (document: string) => document.slice(DATA.length, -1);

const aDocument = fc
  .record({
    id: fc.oneof(
      fc.nat(9).map((nth) => `cpi_${nth}`),
      fc.constantFrom('a"b', 'cpi\\', 'é', ''),
    ),
    extra: fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    created: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 2_000_000_000 }) }, fc.jsonValue()),
    status: fc.constantFrom('processed', 'process_pending'),
  })
  .map(({ id, extra, ...told }) => inner(documentText({ ...extra, ...told }, id)));

const aList = fc
  .record({
    documents: fc.array(aDocument, { maxLength: 5 }),
    rest: fc.constantFrom(
      '"links":{"next":"/payment-invoices?page[number]=2"},"meta":{"total":9}',
      '"meta":[],"links":[]',
      '"links":{"next":null},"data2":[{"id":"x"}]',
    ),
    isFirst: fc.boolean(),
    indent: fc.constantFrom(undefined, 1, '\t'),
  })
  .map(({ documents, rest, isFirst, indent }) => {
    const data = `"data":[${documents.join(',')}]`;
    const text = `{${isFirst ? data : rest},${isFirst ? rest : data}}`;
    return indent === undefined ? text : JSON.stringify(JSON.parse(text), null, indent);
  });

/** What somebody broke on the way: a piece of it is gone, or another one stands in its place. */
const aSpoiltList = fc
  .tuple(
    aList,
    fc.nat(),
    fc.nat(8),
    fc.constantFrom('', '"', '\\', '{', '}', ']', ',', ',,', '"data":[],', '0'),
  )
  .map(([text, place, length, instead]) => {
    const at = place % (text.length + 1);
    return { text, spoilt: text.slice(0, at) + instead + text.slice(at + length) };
  });

function outcomeOf(read: () => Page): Page | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoDocument) return 'no document';
    throw error;
  }
}

/** Whether the mirror may have a row that was read from it. */
const isInvoice = ({ id, repeatsKeys }: Resource) => id !== null && !repeatsKeys;
const digestIn = ({ digest = '' }: { digest?: string }) => digest;

/** As if those that were recognised had been read: by id and time of creation, in any order. */
function shownOn({ resources, recognised, ...rest }: Page) {
  const read = resources.map((resource) => ({ id: resource.id, created: createdOf(resource) }));
  const all = [...read, ...recognised.map(({ id, created }) => ({ id, created }))];
  return { ...rest, shown: all.map((one) => JSON.stringify(one)).sort() };
}

describe('a page whose documents are looked up before they are read', () => {
  test('shows what it shows when it is read, whatever of it was read before', () => {
    fc.assert(
      fc.property(aList, fc.array(fc.boolean(), { maxLength: 5 }), (text, known) => {
        const read = readPage(text, ASKED);
        const opened = openPage(text, ASKED, KEY);
        const { resources } = opened.read([]);
        const invoices = new Set(resources.filter(isInvoice).map(digestIn));
        const page = opened.read(
          opened.documents.map((one, nth) => invoices.has(digestIn(one)) && known[nth] === true),
        );
        expect(shownOn(page)).toEqual(shownOn(read));
        const ids = new Set(page.recognised.map(({ id }) => id));
        expect(page.resources.filter(({ id }) => !ids.has(id ?? '')).map(({ text: own }) => own)).toEqual(
          read.resources.filter(({ id }) => !ids.has(id ?? '')).map(({ text: own }) => own),
        );
      }),
    );
  });

  test('is no page where it would not be read as one, though what is left of it was read before', () => {
    fc.assert(
      fc.property(aSpoiltList, ({ text, spoilt }) => {
        const known = new Set(openPage(text, ASKED, KEY).read([]).resources.filter(isInvoice).map(digestIn));
        const page = outcomeOf(() => {
          const { documents, read } = openPage(spoilt, ASKED, KEY);
          return read(documents.map((one) => known.has(digestIn(one))));
        });
        const read = outcomeOf(() => readPage(spoilt, ASKED));
        if (typeof page === 'string' || typeof read === 'string') expect(page).toEqual(read);
        else expect(shownOn(page)).toEqual(shownOn(read));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['a comma behind the last one', (text: string) => `${text.slice(0, -2)},]}`],
    ['a comma before the first one', (text: string) => text.replace('[{', '[,{')],
    ['two commas between them', (text: string) => text.replace('},{"type"', '},,{"type"')],
    ['no comma between them', (text: string) => text.replace('},{"type"', '}{"type"')],
    ['something else between them', (text: string) => text.replace('},{"type"', '},0,{"type"')],
    ['something behind the end', (text: string) => `${text}0`],
    ['no end', (text: string) => text.slice(0, -1)],
    ['another list beside it', (text: string) => text.replace('{"data":', '{"data":[],"data":')],
  ])('is no page with %s, though each document was read before', (_, spoil) => {
    const documents = ['cpi_a', 'cpi_b'].map((id) => inner(documentText({}, id)));
    const text = spoil(`{"data":[${documents.join(',')}]}`);
    const read = () => {
      const opened = openPage(text, ASKED, KEY);
      return opened.read(opened.documents.map(() => true));
    };
    expect(() => readPage(text, ASKED)).toThrow(NoDocument);
    expect(read).toThrow(NoDocument);
  });

  test('of which nothing was read before is read whole, with the digest of each document', () => {
    const text = `{"data":[${inner(documentText({}, 'cpi_a'))},${inner(documentText({}, 'cpi_b'))}]}`;
    const opened = openPage(`\uFEFF${text}`, ASKED, KEY);
    const page = opened.read([]);
    expect(page.recognised).toEqual([]);
    expect(page.resources.map(({ id, digest }) => ({ id, digest }))).toEqual(
      opened.documents.map(({ id, digest }) => ({ id, digest })),
    );
    expect(new Set(opened.documents.map(({ digest }) => digest)).size).toBe(2);
  });
});

describe('the digest of a document', () => {
  const digestOf = (document: string, key = KEY) =>
    openPage(`{"data":[${inner(document)}]}`, ASKED, key).documents[0]?.digest;

  test('is another one for another letter, and by another key', () => {
    const document = documentText({ description: 'one' });
    expect(digestOf(document)).toMatch(/^[0-9a-f]{32}$/);
    expect(digestOf(document)).toBe(digestOf(document));
    expect(digestOf(document)).not.toBe(digestOf(documentText({ description: 'One' })));
    expect(digestOf(document)).not.toBe(digestOf(document, 'another key'));
  });
});

describe('what does not name itself plainly is never recognised', () => {
  test.each([
    ['an id that is no text', documentText({}, 12)],
    ['an id with an escape', documentText({}, 'cpi\\')],
    ['no time of creation', documentText({ created: null })],
    ['a time of creation as a text', documentText({ created: '1790000000' })],
    ['a time of creation with a fraction', documentText({ created: 1790000000.5 })],
    ['a time of creation before the first second', documentText({ created: -1 })],
  ])('%s', (_, document) => {
    const text = `{"data":[${inner(document)}]}`;
    expect(listedDocuments(text)?.documents).toMatchObject([{ names: null }]);
    const opened = openPage(text, ASKED, KEY);
    expect(opened.documents).toEqual([]);
    expect(shownOn(opened.read([]))).toEqual(shownOn(readPage(text, ASKED)));
  });

  test.each(['[]', '{"data":null}', '{"data":{}}', '{"data":[1]}', '{"data":[', '', 'null'])('%s', (text) => {
    expect(listedDocuments(text)).toBeNull();
    expect(() => openPage(text, ASKED, KEY)).toThrow(NoDocument);
  });
});
