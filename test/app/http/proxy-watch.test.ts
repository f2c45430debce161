import { describe, expect, test } from 'vitest';
import { createProxyWatch } from '#app/http/proxy-watch.ts';
import { createLog } from '#runtime/log.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD } from '../../support/running.ts';
import { onWire } from '../../support/wire.ts';

const HTTPS = 'https://console.example';
const quiet = createLog('fatal');
const peer = { address: '203.0.113.7', peer: '192.0.2.1' };

describe('the watch of the proxy in front', () => {
  test('has nothing to say where none is needed, or where it is trusted and says for whom it asks', () => {
    const plain = createProxyWatch('http://127.0.0.1:3000', false, quiet);
    plain.look({ ...peer, isPeerTrusted: false, isForwarded: false }, '/sign-in');
    const trusted = createProxyWatch(HTTPS, true, quiet);
    trusted.look({ ...peer, isPeerTrusted: true, isForwarded: true }, '/sign-in');
    trusted.look({ ...peer, isPeerTrusted: true, isForwarded: false }, '/invoices');
    expect([plain.warnings(), trusted.warnings()]).toEqual([[], []]);
  });

  test('says what to set where people come by https and no proxy is trusted', () => {
    expect(createProxyWatch(HTTPS, false, quiet).warnings()).toEqual([
      expect.stringContaining('TRUST_PROXY is not set'),
    ]);
  });

  test('names a peer that is not trusted and speaks for others, once', () => {
    const watch = createProxyWatch('http://console.example', false, quiet);
    for (const one of ['192.0.2.1', '192.0.2.2'])
      watch.look({ address: one, peer: one, isPeerTrusted: false, isForwarded: true }, '/');
    expect(watch.warnings()).toEqual([expect.stringContaining('set TRUST_PROXY=192.0.2.1:')]);
  });

  test('says so where a trusted proxy does not tell who signs in', () => {
    const watch = createProxyWatch(HTTPS, true, quiet);
    watch.look({ ...peer, isPeerTrusted: true, isForwarded: false }, '/sign-in.data');
    expect(watch.warnings()).toEqual([expect.stringContaining('Let it set X-Forwarded-For')]);
  });
});

describe('a product behind a proxy that nobody configured', () => {
  const secure = useProduct({ environment: { PUBLIC_URL: HTTPS } });
  const plain = useProduct();
  const settingsOf = async (which: typeof secure, role: 'admin' | 'operator') => {
    const headers = { cookie: await which.cookieOf(role) };
    return (await onWire(which.url, '/settings/reconciliation', { headers })).body;
  };

  test('warns at its start, and admins on the settings', async () => {
    const message = 'TRUST_PROXY is not set';
    expect(secure.running.output()).toContain(message);
    expect((await settingsOf(secure, 'admin')).includes(message)).toBe(true);
    expect((await settingsOf(secure, 'operator')).includes(message)).toBe(false);
    const other = await onWire(secure.url, '/invoices', {
      headers: { cookie: await secure.cookieOf('admin') },
    });
    const seen = other.body.replace(/<script\b.*?<\/script>/gs, '');
    expect([other.status, seen.includes(message)]).toEqual([200, false]);
  });

  test('warns once somebody who is not trusted speaks for others, and not before', async () => {
    const message = 'set TRUST_PROXY=127.0.0.1';
    expect(plain.running.output()).not.toContain('TRUST_PROXY');
    expect((await settingsOf(plain, 'admin')).includes(message)).toBe(false);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': '203.0.113.7',
    };
    const body = new URLSearchParams({ email: EMAIL, password: PASSWORD }).toString();
    for (let time = 0; time < 3; time++)
      await onWire(plain.url, '/sign-in', { method: 'POST', headers, body });
    expect(plain.running.output().split(message)).toHaveLength(2);
    expect((await settingsOf(plain, 'admin')).includes(message)).toBe(true);
  });

  test('logs each failed sign-in and each lockout, by whom and from where, and shows lockouts to admins', async () => {
    await plain.cookieOf('viewer');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (let time = 0; time < 12; time++) {
      const body = new URLSearchParams({ email: 'viewer@shop.example', password: `mistyped-${time}` });
      await onWire(plain.url, '/sign-in', { method: 'POST', headers, body: body.toString() });
    }
    const lines = plain.running
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const [viewer] = await plain.sql`select id from people where email = 'viewer@shop.example'`;
    const failed = lines.filter(({ msg }) => msg === 'sign-in failed');
    expect(failed).toHaveLength(10);
    expect(failed[0]).toMatchObject({ level: 40, person: viewer?.id, address: '127.0.0.1' });
    expect(lines.filter(({ msg }) => msg === 'sign-ins are locked out')).toMatchObject([
      { person: viewer?.id, address: '127.0.0.1', minutes: 15 },
    ]);
    expect(plain.running.output()).not.toContain('mistyped-');
    const page = await onWire(plain.url, '/settings/people', {
      headers: { cookie: await plain.cookieOf('admin') },
    });
    expect(page.body).toMatch(/Locked out in the last 7 days.*viewer@shop\.example.*127\.0\.0\.1/s);
    const audit = await onWire(plain.url, '/audit?search=sign_in.locked', {
      headers: { cookie: await plain.cookieOf('admin') },
    });
    expect(audit.body.includes(`person:${viewer?.id}`)).toBe(true);
  });
});
