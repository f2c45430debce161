import { beforeAll, describe, expect, test } from 'vitest';
import { bankOrigin, contentSecurityPolicy } from '#app/http/hardening.ts';
import { useProduct } from '../../support/product.ts';

describe('a page of a bank', () => {
  test.each([
    ['https://acs.bank.example/3ds?id=1', 'https://acs.bank.example'],
    ['https://acs.bank.example:8443/3ds', 'https://acs.bank.example:8443'],
    ['https://192.0.2.7/3ds', 'https://192.0.2.7'],
    ['https://[2001:db8::7]/3ds', 'https://[2001:db8::7]'],
    ['https://name:word@acs.bank.example/3ds', 'https://acs.bank.example'],
    ['https://bücher.example/3ds', 'https://xn--bcher-kva.example'],
    // The sandbox that comes with the product.
    ['http://127.0.0.1:4010/acs', 'http://127.0.0.1:4010'],
  ])('%s is at %s', (action, origin) => {
    expect(bankOrigin(action)).toBe(origin);
  });

  test.each([
    'https://a;sandbox/',
    'https://a;script-src.example/',
    "https://a'.example/",
    'https://a,b.example/',
    'https://*/',
    'https://*.example/',
    'https://$bank.example/',
    'https://(bank)/',
    'http://acs.bank.example/3ds',
    'http://127.0.0.1.evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://acs.bank.example/',
    '/3ds',
    '',
  ])('%s is none', (action) => {
    expect(bankOrigin(action)).toBeNull();
  });
});

test('no other policy is written than one of origins', () => {
  expect(contentSecurityPolicy('n', ['https://acs.bank.example'])).toContain(
    "form-action 'self' https://acs.bank.example;",
  );
  for (const target of ['https://a;sandbox', 'https://a.example/path', "'unsafe-inline'", '*'])
    expect(() => contentSecurityPolicy('n', [target])).toThrow();
});

describe('the page of a test payment whose challenge', () => {
  const product = useProduct();
  let path = '';
  beforeAll(async () => {
    const challenge = { action: 'https://acs.bank.example/', method: 'POST', params: {} };
    const [payment] = await product.sql`
      insert into test_payments (account_id, reference_id, currency, amount, service, is_3ds, state, challenge,
        created_at, changed_at)
      values (${product.accountId}, 'test-1', 'USD', 100, 'payment_card_usd_hpp', true, 'challenged',
        ${product.sql.json(challenge)}, now(), now())
      returning id`;
    path = `/test-payments/${payment?.id}`;
  });
  const pageFor = async (action: string) => {
    const challenge = { action, method: 'POST', params: { creq: 'of-the-bank' } };
    await product.sql`update test_payments set challenge = ${product.sql.json(challenge)}`;
    const headers = { cookie: await product.cookieOf('operator') };
    const answer = await fetch(product.url + path, { headers });
    return { policy: answer.headers.get('content-security-policy') ?? '', body: await answer.text() };
  };

  test('leads to a bank lets the form go there', async () => {
    const { policy, body } = await pageFor('https://acs.bank.example/3ds');
    expect(policy).toContain("form-action 'self' https://acs.bank.example;");
    expect(body).toContain('action="https://acs.bank.example/3ds"');
  });

  test.each(['https://a;sandbox/', 'http://acs.bank.example/', 'javascript:alert(1)'])(
    'leads to %s has no form, and the policy of every page',
    async (action) => {
      const { policy, body } = await pageFor(action);
      expect(policy).toContain("form-action 'self'; frame-ancestors 'none'");
      expect(policy).not.toContain('sandbox');
      expect([body.includes('name="creq"'), body.includes('no payer can be sent to')]).toEqual([false, true]);
    },
  );
});
