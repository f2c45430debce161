import { hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSignedWith, sign } from '#paymega/signature.ts';

/** The rule as Paymega's document puts it, by another road: one buffer, one digest, hexadecimal in between. */
function signedByTheBook(secret: string, body: Uint8Array): string {
  const whole = Buffer.concat([Buffer.from(secret), body, Buffer.from(secret)]);
  return Buffer.from(hash('sha1', whole, 'hex'), 'hex').toString('base64');
}

test('the signature is what openssl makes of secret, body, secret', () => {
  // printf 'live-secret{"data":1}live-secret' | openssl dgst -sha1 -binary | base64
  expect(sign('live-secret', Buffer.from('{"data":1}'))).toBe('l0KmNDPpc/+TGZ2XhOt5nvxnTi4=');
});

test('whatever bytes the body is made of, valid UTF-8 or not', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 300 }),
      (secret, body) => {
        expect(sign(secret, body)).toBe(signedByTheBook(secret, body));
        expect(isSignedWith(secret, body, signedByTheBook(secret, body))).toBe(true);
      },
    ),
  );
});

test('bytes that are no UTF-8 are signed as they are: two bodies that decode alike have two signatures', () => {
  const [one, other] = [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from([0x7b, 0xfe, 0x7d])];
  expect(one.toString()).toBe(other.toString());
  expect(isSignedWith('secret', one, sign('secret', one))).toBe(true);
  expect(isSignedWith('secret', other, sign('secret', one))).toBe(false);
});

test('one changed bit of the body, another secret, or a space more is not signed', () => {
  const body = Buffer.from('{"data":{"id":"cpi_1"}}');
  const signature = sign('secret', body);
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.nat(7), (place, bit) => {
      const changed = Buffer.from(body);
      changed[place] = (changed[place] ?? 0) ^ (1 << bit);
      expect(isSignedWith('secret', changed, signature)).toBe(false);
    }),
  );
  expect(isSignedWith('Secret', body, signature)).toBe(false);
  expect(isSignedWith('secret', Buffer.concat([body, Buffer.from('\n')]), signature)).toBe(false);
});

test.each([
  ['nothing', (_: string) => ''],
  ['a part of it', (right: string) => right.slice(0, -1)],
  ['more than it', (right: string) => `${right}=`],
  ['its bytes in hexadecimal', (right: string) => Buffer.from(right, 'base64').toString('hex')],
  ['another case', (right: string) => right.toLowerCase()],
  ['as many characters of two bytes', (right: string) => 'é'.repeat(right.length)],
])('%s is not the signature', (_, spoil) => {
  const body = Buffer.from('{}');
  expect(isSignedWith('secret', body, spoil(sign('secret', body)))).toBe(false);
});
