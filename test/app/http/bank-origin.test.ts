import { beforeAll, describe, expect, test } from 'vitest';
import { bankOrigin } from '#app/http/hardening.ts';
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

describe('the document that leads to the bank of a challenge', () => {
  const product = useProduct();
  let path = '';
  beforeAll(async () => {
    const challenge = { action: 'https://acs.bank.example/', method: 'POST', fields: [] };
    const [payment] = await product.sql`
      insert into test_payments (account_id, reference_id, currency, amount, service, state, auth_mode,
        gateway_status, challenge, created_at, changed_at)
      values (${product.accountId}, 'test-1', 'USD', 100, 'payment_card_usd_hpp', 'challenged', '3ds',
        'process_pending', ${product.sql.json(challenge)}, now(), now())
      returning id`;
    path = `/test-payments/${payment?.id}`;
  });
  const asked = async (action: string, method = 'POST') => {
    const challenge = { action, method, fields: [['creq', 'of-the-"bank"']] };
    await product.sql`
      update test_payments set state = 'challenged', challenge = ${product.sql.json(challenge)}`;
    const headers = { cookie: await product.cookieOf('operator') };
    const bank = await fetch(`${product.url}${path}/bank`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(),
    });
    const page = await fetch(product.url + path, { headers });
    const policyOf = (answer: Response) => answer.headers.get('content-security-policy') ?? '';
    return {
      ...{ status: bank.status, policy: policyOf(bank), document: await bank.text() },
      ...{ page: await page.text(), policyOfPage: policyOf(page) },
    };
  };

  test('lets its form go there, and wherever that leads', async () => {
    const { status, policy, document, policyOfPage } = await asked('https://acs.bank.example/3ds');
    expect(status).toBe(200);
    expect(policy).not.toContain('form-action');
    expect(policy).toContain("default-src 'none'");
    expect(document).toContain('action="https://acs.bank.example/3ds"');
    expect(document).toContain('name="creq" value="of-the-&quot;bank&quot;"');
    expect(policyOfPage).toContain("form-action 'self'; frame-ancestors 'none'");
  });

  test('goes by GET with the query of the address kept', async () => {
    const { document } = await asked('https://acs.bank.example/3ds?RID=8&VAA=A', 'GET');
    expect(document).toContain(
      '0;url=https://acs.bank.example/3ds?RID=8&amp;VAA=A&amp;creq=of-the-%22bank%22',
    );
  });

  test('is not there for a method that no browser has', async () => {
    const { status, document, page } = await asked('https://acs.bank.example/', 'PUT');
    expect([status, document.includes('PUT'), page.includes('by which no browser goes')]).toEqual([
      422,
      true,
      true,
    ]);
  });

  test.each(['https://a;sandbox/', 'http://acs.bank.example/', 'javascript:alert(1)'])(
    'is not there for %s, and the page says so',
    async (action) => {
      const { status, page, policyOfPage } = await asked(action);
      expect([status, page.includes('no payer can be sent to'), page.includes('Go to the bank')]).toEqual([
        422,
        true,
        false,
      ]);
      expect(policyOfPage).not.toContain('sandbox');
    },
  );
});
