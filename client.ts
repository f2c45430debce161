import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Who asks: the address, and whether the way to them is encrypted. */
export type Client = { address: string };

/**
 * The address of whoever asks. Behind a proxy that is trusted by its address it is what `X-Forwarded-For` says; from
 * anybody else that header is a claim, and nothing more.
 * @param trusted addresses and networks, with commas between (`loopback`, `uniquelocal` and the like are known)
 */
export function clientOf(trusted: string | undefined): (request: IncomingMessage) => Client {
  const trust = trusted ? proxyAddr.compile(trusted.split(',').map((part) => part.trim())) : () => false;
  return (request) => ({ address: request.socket.remoteAddress ? proxyAddr(request, trust) : '' });
}
