import { describe, expect, test } from 'vitest';
import { challengeAddress, readChallenge, returnFieldOf, returningTo } from '#paymega/challenge.ts';
import { readJson } from '#paymega/json.ts';

const read = (payload: string) => readChallenge(readJson(payload).value);
const ACTION = '"action":"https://acs.example/3ds?RID=8&VAA=A"';

describe('what the payer’s browser is to send', () => {
  test.each([
    ['no parameters, as PHP writes them', '[]', []],
    [
      'parameters as they came, in their order',
      '{"b":"2","a":"1"}',
      [
        ['b', '2'],
        ['a', '1'],
      ],
    ],
    [
      'numbers as they were written',
      '{"v":2.10,"n":12345678901234567890}',
      [
        ['v', '2.10'],
        ['n', '12345678901234567890'],
      ],
    ],
    [
      'what is nested, as PHP reads it',
      '{"d":{"a":{"b":"x"},"l":["p","q"]}}',
      [
        ['d[a][b]', 'x'],
        ['d[l][0]', 'p'],
        ['d[l][1]', 'q'],
      ],
    ],
    [
      'nothing and booleans',
      '{"a":null,"b":true}',
      [
        ['a', ''],
        ['b', 'true'],
      ],
    ],
  ])('is %s', (_, params, fields) => {
    expect(read(`{${ACTION},"method":"POST","params":${params}}`)).toEqual({
      ...{ action: 'https://acs.example/3ds?RID=8&VAA=A', method: 'POST', fields },
    });
  });

  test.each(['{}', '[]', 'null', '{"hint":"code sent"}', '{"action":"/3ds"}', '{"action":7}'])(
    'is not in %s',
    (payload) => {
      expect(read(payload)).toBeNull();
    },
  );

  test('is no challenge without end', () => {
    const nested = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
    expect(() => read(`{${ACTION},"params":${nested}}`)).toThrow(RangeError);
    const wide = JSON.stringify(Array.from({ length: 600 }, String));
    expect(() => read(`{${ACTION},"params":${wide}}`)).toThrow(RangeError);
  });

  test('goes by GET with the query of the action kept, letter for letter', () => {
    const challenge = read(`{${ACTION},"method":"get","params":{"creq":"a b&c"}}`);
    expect(challenge?.method).toBe('GET');
    expect(challenge && challengeAddress(challenge)).toBe('https://acs.example/3ds?RID=8&VAA=A&creq=a+b%26c');
  });
});

describe('the field that says where the bank answers to', () => {
  const fields = (...names: [string, string][]) => ({
    action: 'https://a.example/',
    method: 'POST',
    fields: names,
  });
  test.each([
    ['TermUrl', fields(['MD', 'x'], ['TermUrl', 'https://p.example/']), 'TermUrl'],
    [
      'term_url beside another address',
      fields(['back', 'https://x.example/'], ['term_url', 'https://p.example/']),
      'term_url',
    ],
    ['the only address', fields(['MD', 'x'], ['ReturnTo', 'https://p.example/']), 'ReturnTo'],
    ['none where two could be', fields(['a', 'https://x.example/'], ['b', 'https://p.example/']), null],
    ['none where there is no address', fields(['creq', 'eyJ9']), null],
    ['none in a TermUrl that is no web address', fields(['TermUrl', 'javascript:alert(1)']), null],
  ])('is %s', (_, challenge, field) => {
    expect(returnFieldOf(challenge)).toBe(field);
  });

  test('is changed, and nothing else', () => {
    const challenge = fields(['MD', 'x'], ['TermUrl', 'https://p.example/']);
    expect(returningTo(challenge, 'TermUrl', 'https://ours.example/').fields).toEqual([
      ['MD', 'x'],
      ['TermUrl', 'https://ours.example/'],
    ]);
  });
});
