import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { canonicalAddress } from '#identity/sessions/network.ts';

/** Who asks, by whose connection, and whether `X-Forwarded-For` came with it. */
export type Client = { address: string; peer: string; isPeerTrusted: boolean; isForwarded: boolean };

/**
 * The address of whoever asks. Behind a proxy that is trusted by its address it is what `X-Forwarded-For` says; from
 * anybody else that header is a claim, and nothing more. What is no address there leaves that of the proxy.
 * @param trusted addresses and networks, with commas between (`loopback`, `uniquelocal` and the like are known)
 */
export function clientOf(trusted: string | undefined): (request: IncomingMessage) => Client {
  const trust: (address: string, hops: number) => boolean = trusted
    ? proxyAddr.compile(trusted.split(',').map((part) => part.trim()))
    : () => false;
  return (request) => {
    const peer = canonicalAddress(withoutZone(request.socket.remoteAddress ?? ''));
    const isForwarded = request.headers['x-forwarded-for'] !== undefined;
    const client = { peer, isForwarded, isPeerTrusted: peer !== '' && trust(peer, 0) };
    if (peer === '') return { ...client, address: '' };
    const given = withoutZone(withoutPort(proxyAddr(request, trust)));
    return { ...client, address: isIP(given) ? canonicalAddress(given) : peer };
  };
}

// `fe80::1%eth0`: the zone is a matter of the machine that says it.
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

// Some proxies say `1.2.3.4:5678` or `[2001:db8::1]:5678`.
function withoutPort(address: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}
