import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { curlOf } from '#paymega/curl.ts';

/** What a shell hands to the program that stands in curl's place. */
function argumentsOf(command: string, environment: Record<string, string>): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { env: { NODE_ENV: 'test', ...environment } })
    .toString()
    .split('\0')
    .slice(0, -1);
}

test('a call is one command of a shell, whose secrets are its variables', () => {
  const requestBody = `{"card_number":"[card …0000]","cvv":"[redacted]","card_holder":"O'Neil $HOME \\"x\\""}`;
  const command = curlOf({ method: 'POST', url: 'https://c.example/payment/sale', requestBody }, 'token');
  expect(argumentsOf(command, { INVOICE_TOKEN: 'tok', CARD_NUMBER: '4111', CVV: '9' })).toEqual([
    ...[
      '-X',
      'POST',
      '-H',
      'Authorization: Bearer tok',
      '-H',
      'Content-Type: application/json',
      '--data-binary',
    ],
    `{"card_number":"4111","cvv":"9","card_holder":"O'Neil $HOME \\"x\\""}`,
    'https://c.example/payment/sale',
  ]);
});

test.each([
  ['key', ['-u', 'coma_1:k']],
  ['nothing', []],
] as const)('a call by %s', (by, authorisation) => {
  const url = `https://a.example/payment-invoices?filter[reference_id]='x`;
  const command = curlOf({ method: 'GET', url, requestBody: null }, by);
  const environment = { PAYMEGA_ACCOUNT_ID: 'coma_1', PAYMEGA_API_KEY: 'k' };
  expect(argumentsOf(command, environment)).toEqual(['-X', 'GET', ...authorisation, url]);
});
