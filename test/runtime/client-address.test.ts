import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { clientOf } from '#runtime/client-address.ts';

/** The address that is believed of a request from this machine, which says this of itself. */
async function addressOf(
  trusted: string | undefined,
  forwarded: string | string[] | undefined,
  host: '127.0.0.1' | '::' = '127.0.0.1',
): Promise<string> {
  const of = clientOf(trusted);
  const server = createServer((request, response) => response.end(of(request).address)).listen(0, host);
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
    const asked = get({ host: '127.0.0.1', port, headers, agent: false });
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return await text(answer);
  } finally {
    server.close();
  }
}

describe('where no proxy is trusted', () => {
  test.each([undefined, '1.2.3.4', '1.2.3.4, 5.6.7.8', '127.0.0.1', 'garbage'])(
    'the address is that of the connection, whatever the header claims (%s)',
    async (forwarded) => {
      expect(await addressOf(undefined, forwarded)).toBe('127.0.0.1');
      expect(await addressOf('', forwarded)).toBe('127.0.0.1');
    },
  );
});

describe('where another proxy is trusted than the one that asks', () => {
  test.each(['10.0.0.0/8', '192.0.2.7, 2001:db8::/32', 'uniquelocal', 'linklocal'])(
    'the header is a claim and nothing more (%s)',
    async (trusted) => {
      expect(await addressOf(trusted, '1.2.3.4')).toBe('127.0.0.1');
    },
  );
});

describe('behind a trusted proxy', () => {
  test.each([
    ['what it says is believed', 'loopback', '1.2.3.4', '1.2.3.4'],
    ['also by its address', '127.0.0.1', '1.2.3.4', '1.2.3.4'],
    ['also by its network', '192.0.2.1, 127.0.0.0/8', '1.2.3.4', '1.2.3.4'],
    ['also of IPv6', 'loopback', '2001:db8::7', '2001:db8::7'],
    ['it asks by itself where it says nothing', 'loopback', undefined, '127.0.0.1'],
    ['what the client put before it is not believed', 'loopback', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
    ['not even where the client plays a trusted one', 'loopback', '6.6.6.6, 127.0.0.1, 1.2.3.4', '1.2.3.4'],
    ['a second proxy that is not trusted is the client', 'loopback', '1.2.3.4, 10.0.0.1', '10.0.0.1'],
    ['a second one that is trusted is passed', 'loopback, 10.0.0.0/8', '1.2.3.4, 10.0.0.1', '1.2.3.4'],
    [
      'nobody but trusted ones: the farthest of them',
      'loopback, 10.0.0.0/8',
      '10.0.0.2, 10.0.0.1',
      '10.0.0.2',
    ],
  ])('%s', async (_, trusted, forwarded, expected) => {
    expect(await addressOf(trusted, forwarded)).toBe(expected);
  });

  test('several headers are read as one', async () => {
    expect(await addressOf('loopback', ['6.6.6.6', '1.2.3.4'])).toBe('1.2.3.4');
  });

  test('it is known also where the server listens to both kinds of addresses', async () => {
    expect(await addressOf('127.0.0.1', '1.2.3.4', '::')).toBe('1.2.3.4');
  });

  test.each([
    ['a word', 'garbage'],
    ['what RFC 7239 calls an unknown one', 'unknown'],
    ['an address with a port, as some proxies write it', '1.2.3.4:5678'],
    ['one of IPv6 with a port', '[2001:db8::1]:443'],
    ['a word after an address', '1.2.3.4, garbage'],
    ['SQL', `'; drop table people`],
    ['a very long word', 'x'.repeat(5000)],
  ])('what is no address is never taken for one: %s', async (_, forwarded) => {
    expect(isIP(await addressOf('loopback', forwarded))).not.toBe(0);
  });
});

test('a list of proxies that is none is refused', () => {
  expect(() => clientOf('somewhere')).toThrow();
});
