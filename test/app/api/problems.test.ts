import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';
import { ask, problemOf } from '../../support/programs.ts';

const product = useProduct();
const tokens = new Map<string, Promise<string>>();
const tokenOf = (role: 'viewer' | 'finance') => {
  const made = tokens.get(role) ?? product.tokenOf(role);
  tokens.set(role, made);
  return made;
};

describe('the token of a program', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('is taken behind “%s”', async (scheme) => {
    const headers = { authorization: `${scheme} ${await tokenOf('viewer')}` };
    expect((await fetch(`${product.url}/api/v1/runs`, { headers })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, string]>([
    ['none', {}, 'Bearer realm="Counterfoil"'],
    ['no secret', { authorization: 'Bearer' }, 'Bearer realm="Counterfoil"'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'Bearer realm="Counterfoil"'],
    ['an unknown one', { authorization: 'bearer cf_x' }, 'Bearer realm="Counterfoil", error="invalid_token"'],
  ])('that is %s is asked for by WWW-Authenticate on every address', async (_, headers, challenge) => {
    for (const path of [
      'invoices',
      'discrepancies',
      'callbacks',
      'runs',
      'runs/1',
      'payments',
      'runs?limit=x',
    ]) {
      const answer = await fetch(`${product.url}/api/v1/${path}`, { headers });
      expect([path, answer.headers.get('www-authenticate')]).toEqual([path, challenge]);
      expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'unauthorised' });
    }
    const posted = await fetch(`${product.url}/api/v1/runs`, { method: 'POST', headers, body: '{}' });
    expect([posted.status, posted.headers.get('www-authenticate')]).toEqual([401, challenge]);
  });
});

/** As it is written: fetch would mend the path. */
function status(path: string, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number | undefined; type: string | undefined; text: string }>(
    (resolve, reject) => {
      const asked = request(product.url, { path, headers, method: body ? 'POST' : 'GET' }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode, type: answer.headers['content-type'], text }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

describe('every error of the API is a problem', () => {
  test.each<[number, string, RequestInit]>([
    [404, '/runs/999999', {}],
    [404, '/runs/first', {}],
    [404, `/runs/${'9'.repeat(40)}`, {}],
    [404, '/invoices?account=nobody', {}],
    [404, '/invoices?account=%27', {}],
    [404, '/nowhere/at/all', {}],
    [404, '/runs/1/cancellation', {}],
    [405, '/invoices', { method: 'POST', body: '{}' }],
    [405, '/openapi.json', { method: 'DELETE' }],
    [413, '/runs', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }],
    [422, '/runs', { method: 'POST', body: '[]' }],
    [422, '/runs?from=2026-01-01', { method: 'POST', body: '{}' }],
    [422, '/invoices?limit=x', {}],
    [415, '/invoices?_data=root', {}],
  ])('%i at %s', async (expected, path, init) => {
    expect((await problemOf(await ask(product.url, await tokenOf('finance'), path, init))).status).toBe(
      expected,
    );
  });

  test('of a role that may not', async () => {
    const init = { method: 'POST', body: '{}' };
    expect(await problemOf(await ask(product.url, await tokenOf('viewer'), '/runs', init))).toMatchObject({
      ...{ status: 403, code: 'forbidden' },
    });
  });

  test('of a version, or an address, that nobody can read', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('viewer')}` };
    for (const path of ['/api', '/api/', '/api/v2/invoices', '/api/v1/%', '/api/v1/invoices/%E0%A4%A']) {
      const answer = await status(path, headers);
      expect([path, answer.type]).toEqual([path, 'application/problem+json']);
      expect([400, 404]).toContain(answer.status);
    }
  });

  test('also where something broke', async () => {
    await product.sql`alter table runs rename to runs_away`;
    try {
      const answer = await ask(product.url, await tokenOf('viewer'), '/runs');
      expect(await problemOf(answer)).toMatchObject({ status: 500, code: 'internal' });
    } finally {
      await product.sql`alter table runs_away rename to runs`;
    }
  });
});
