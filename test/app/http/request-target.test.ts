import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, callbackSlugOf } from '#app/http/request-target.ts';

const OURS = 'https://console.example';

describe('the address that a request line asks for', () => {
  test.each([
    ['/invoices?mode=test', '/invoices?mode=test'],
    ['https://elsewhere.example/invoices?mode=test', '/invoices?mode=test'],
    ['HTTP://elsewhere.example:8080', '/'],
    ['http://elsewhere.example?mode=test', '/?mode=test'],
    ['/api/../runs', '/runs'],
    ['/api/%2e%2e/runs', '/runs'],
  ])('%s is %s of ours', (target, path) => {
    expect(addressOf(target, OURS)?.href).toBe(OURS + path);
  });

  test.each(['//evil.example/', '/\\evil.example', 'https://a//evil.example', '*', '', 'evil.example:443'])(
    '%s is none',
    (target) => {
      expect(addressOf(target, OURS)).toBeNull();
    },
  );

  test('is never one of another site, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath(), fc.webUrl()), (target) => {
        expect(addressOf(target, OURS)?.origin ?? OURS).toBe(OURS);
      }),
    );
  });
});

describe('the address of a callback', () => {
  test.each([
    '/callbacks/main',
    '//callbacks//main',
    '/Callbacks/Main',
    '/CALLBACKS/MAIN/',
    '/callbacks/main/?from=paymega',
    '/%63allbacks/m%61in',
    '/callbacks%2Fmain',
    '%2Fcallbacks%2Fmain',
    '/callbacks\\main',
    '/./x/../callbacks/main',
    '/callbacks/main%20',
    'http://elsewhere.example/callbacks/main',
    'HTTPS://elsewhere.example:8443//Callbacks/main/#x',
    'callbacks/main',
  ])('%s names the account main', (target) => {
    expect(callbackSlugOf(target)).toBe('main');
  });

  test.each(['/callbacks', '/callbacks/', '//callbacks', '/Callbacks?x', 'http://a/callbacks'])(
    '%s names none',
    (target) => {
      expect(callbackSlugOf(target)).toBe('');
    },
  );

  test.each([
    '/',
    '',
    '*',
    '/callback',
    '/callbacksmain',
    '/x/callbacks',
    '/%2563allbacks',
    '/%zz',
    'http://',
  ])('%s is none', (target) => {
    expect(callbackSlugOf(target)).toBeNull();
  });

  test('is found however each letter of it is escaped, and whatever its case', () => {
    const letter = (char: string) =>
      fc.constantFrom(
        char,
        char.toUpperCase(),
        `%${char.charCodeAt(0).toString(16)}`,
        `%${char.toUpperCase().charCodeAt(0).toString(16).toUpperCase()}`,
      );
    const slash = fc.constantFrom('/', '//', '/./', '%2f', '%2F', '\\');
    const written = fc
      .tuple(slash, ...[...'callbacks'].map(letter), slash, ...[...'main'].map(letter))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(written, (target) => {
        expect(callbackSlugOf(target)).toBe('main');
      }),
    );
  });
});
