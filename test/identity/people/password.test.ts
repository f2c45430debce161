import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, test } from 'vitest';
import { assertStrong, hashOf, isPassword } from '#identity/people/password.ts';

const EMAIL = 'margarete.hoff@shop.example';
const WEAK = { code: 'weak_password', status: 422 };

function verdictOf(password: string, email = EMAIL): unknown {
  try {
    assertStrong(password, email);
    return 'good';
  } catch (error) {
    return error;
  }
}

describe('a password is refused', () => {
  test.each([
    ['own e-mail', 'margarete.hoff@shop.example'],
    ['own e-mail in capitals', 'MARGARETE.HOFF@SHOP.EXAMPLE'],
    ['own name of the e-mail', 'margarete.hoff'],
    ['own names of the e-mail together', 'margaretehoff'],
    ['own name and a year', 'margarete1984'],
    ['own name, backwards', 'ffoh.eteragram'],
    ['name of the product and a year', 'counterfoil2026'],
    ['name of the product with what pleases rules', 'Counterfoil!2026'],
    ['name of the product and of Paymega', 'counterfoilpaymega'],
    ['row of the keyboard', 'qwertyuiop[]'],
    ['row of the keyboard and digits', 'qwertyuiop12'],
    ['two rows of the keyboard', 'qwertyuiopasdf'],
    ['columns of the keyboard', '1qaz2wsx3edc'],
    ['row of the keyboard with its signs', 'asdfghjkl;zxcv'],
    ['digits in their order', '123456789012'],
    ['letters in their order', 'abcdefghijkl'],
    ['one letter again and again', 'a'.repeat(40)],
    ['one word again and again', 'the the the the'],
    ['a leaked one twice', 'passwordpassword'],
    ['a leaked one and digits', 'password1234'],
    ['a leaked one with letters replaced', 'P@ssw0rdP@ssw0rd'],
    ['a leaked sentence', 'iloveyou1234'],
    ['a leaked one of two words', 'letmein12345'],
    ['a word and a year', 'football2019'],
    ['a word that is long enough by itself', 'administrator'],
  ])('%s: %s', (_, password) => {
    expect(verdictOf(password)).toMatchObject(WEAK);
  });

  test('each of the leaked ones that are long enough', () => {
    const leaked = [...dictionary['passwords-common']].map(String).filter((one) => one.length >= 12);
    expect(leaked.length).toBeGreaterThan(50);
    expect(leaked.filter((password) => verdictOf(password) === 'good')).toEqual([]);
  });

  test('and the reason is told in words, without the password', () => {
    const told = verdictOf('passwordpassword');
    expect(String(told)).toContain('a few words that do not belong together');
    expect(String(told)).not.toContain('passwordpassword');
  });
});

describe('a password is good', () => {
  test.each([
    ['a few words that do not belong together', 'anvil teapot orbit fig'],
    ['words without spaces', 'purplelampsevenkettle'],
    ['what a manager makes', 'x9$Kd0!mQz7r'],
    ['lower case alone', 'zqmwoxnqpvtl'],
    ['words of other letters', 'ünïcödé wörds mäke'],
    ['another script', 'мороз чайник якорь сова'],
    ['pictures', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧'],
  ])('%s: %s', (_, password) => {
    expect(verdictOf(password)).toBe('good');
  });

  test('what is weak for its owner is good for nobody, what is good for others may be weak for its owner', () => {
    const password = 'zebulonquist';
    expect(verdictOf(password, 'ada@shop.example')).toBe('good');
    expect(verdictOf(password, 'zebulonquist@shop.example')).toMatchObject(WEAK);
  });
});

describe('the length counts characters, however many bytes they are', () => {
  const LETTERS = 'vq7mzk0xwp4t';

  test.each([
    ['nothing', '', false],
    ['eleven letters', LETTERS.slice(0, 11), false],
    ['twelve letters', LETTERS, true],
    ['eleven pictures, which are twenty-two units of UTF-16', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔', false],
    ['twelve pictures', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧', true],
    ['two hundred letters', `${LETTERS} teapot anvil orbit `.repeat(7).slice(0, 200), true],
    ['two hundred and one', `${LETTERS} teapot anvil orbit `.repeat(7).slice(0, 201), false],
    ['two hundred pictures', '🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵'.repeat(20), true],
    ['twelve blanks', ' '.repeat(12), false],
  ])('%s', (_, password, isGood) => {
    const verdict = verdictOf(password);
    if (isGood) expect(verdict).toBe('good');
    else expect(verdict).toMatchObject(WEAK);
  });

  test('and a huge one is refused at once, before it is weighed', () => {
    expect(verdictOf('x'.repeat(5_000_000))).toMatchObject(WEAK);
  });
});

describe('the hash of a password', () => {
  test('is argon2id with a salt of its own, and knows its password to the letter', async () => {
    const [one, other] = [await hashOf('anvil teapot orbit fig'), await hashOf('anvil teapot orbit fig')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=\d{5,},t=[2-9]/);
    expect(one).not.toBe(other);
    expect(await isPassword(one, 'anvil teapot orbit fig')).toBe(true);
    for (const wrong of ['Anvil teapot orbit fig', 'anvil teapot orbit fig ', 'anvil teapot orbit', '']) {
      expect(await isPassword(one, wrong)).toBe(false);
    }
  });
});
