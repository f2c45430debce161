import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVault, VaultError } from '#identity/accounts/vault.ts';

const OLD = 'the first key of these tests, long enough';
const NEW = 'the second key of these tests, long enough';
const vault = createVault([OLD]);
const both = createVault([NEW, OLD]);
const fresh = createVault([NEW]);

const plain = fc.string({ unit: 'grapheme', maxLength: 200 });
const purpose = fc.string({ unit: 'grapheme', maxLength: 60 });

describe('what was sealed', () => {
  test('opens for the same purpose, whatever its characters are', () => {
    fc.assert(
      fc.property(plain, purpose, (text, what) => {
        expect(vault.open(vault.seal(text, what), what)).toBe(text);
      }),
    );
  });

  test('opens for no other purpose', () => {
    fc.assert(
      fc.property(plain, purpose, purpose, (text, what, other) => {
        fc.pre(what !== other);
        expect(() => vault.open(vault.seal(text, what), other)).toThrow(VaultError);
      }),
    );
  });

  test('is refused with any one of its bytes changed', () => {
    fc.assert(
      fc.property(plain, fc.nat(), fc.integer({ min: 1, max: 255 }), (text, where, mask) => {
        const sealed = vault.seal(text, 'account:1:api_key');
        const place = where % sealed.length;
        sealed[place] = (sealed[place] ?? 0) ^ mask;
        expect(() => vault.open(sealed, 'account:1:api_key')).toThrow(VaultError);
      }),
    );
  });

  test('is refused in every part of it, with every bit changed', () => {
    const sealed = vault.seal('a secret', 'account:1:api_key');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => vault.open(changed, 'account:1:api_key')).toThrow(VaultError);
    }
  });

  test('is refused when it was cut anywhere, or something was added', () => {
    const sealed = vault.seal('a secret', 'account:1:api_key');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => vault.open(sealed.subarray(0, length), 'account:1:api_key'), `${length} bytes`).toThrow(
        VaultError,
      );
    }
    for (const longer of [Buffer.concat([sealed, Buffer.from([0])]), Buffer.concat([sealed, sealed])]) {
      expect(() => vault.open(longer, 'account:1:api_key')).toThrow(VaultError);
    }
  });

  test('shows neither the text nor its purpose, and is another one each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), (text) => {
        const [one, other] = [vault.seal(text, 'account:1:api_key'), vault.seal(text, 'account:1:api_key')];
        expect(one.equals(other)).toBe(false);
        for (const hidden of [text, 'account:1']) expect(one.includes(Buffer.from(hidden))).toBe(false);
      }),
    );
  });
});

describe('during a change of keys', () => {
  test('the old key still opens, and seals no more', () => {
    const sealed = vault.seal('a secret', 'purpose');
    expect(both.open(sealed, 'purpose')).toBe('a secret');
    expect([vault.isCurrent(sealed), both.isCurrent(sealed)]).toEqual([true, false]);
    const again = both.seal('a secret', 'purpose');
    expect([both.isCurrent(again), fresh.isCurrent(again), vault.isCurrent(again)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(fresh.open(again, 'purpose')).toBe('a secret');
  });

  test('without the key that sealed it is refused, and the words say where that one is named', () => {
    const sealed = vault.seal('a secret', 'purpose');
    expect(() => fresh.open(sealed, 'purpose')).toThrow(/SECRET_KEY_OLD/);
    expect(() => fresh.open(sealed, 'purpose')).toThrow(VaultError);
  });

  test('no error quotes a key or what was sealed', () => {
    const sealed = vault.seal('a secret', 'purpose');
    for (const open of [() => fresh.open(sealed, 'purpose'), () => vault.open(sealed, 'other')]) {
      const message = (() => {
        try {
          return open();
        } catch (error) {
          return String(error);
        }
      })();
      for (const hidden of ['a secret', OLD, NEW]) expect(message).not.toContain(hidden);
    }
  });
});
