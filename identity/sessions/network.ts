import { isIP } from 'node:net';

const IPV6_GROUPS = 8;
/** What one subscriber is given of IPv6 at the least: one of its addresses is as good as any other. */
const IPV6_SHARED_GROUPS = 4;

/** An address as it is written once: IPv4 within IPv6 (`::ffff:1.2.3.4`) as IPv4, IPv6 short and in small letters. */
export function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? ipv4Of(groups) : shortest(address);
}

/** Whose tries count together: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const canonical = canonicalAddress(address);
  if (isIP(canonical) !== 6) return canonical;
  const shared = groupsOf(canonical).slice(0, IPV6_SHARED_GROUPS);
  return `${shortest(`${shared.map((group) => group.toString(16)).join(':')}::`)}/64`;
}

// The web's own way to write a host: what RFC 5952 asks for.
function shortest(address: string): string {
  return new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1);
}

function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = shortest(address).split('::');
  const [first, last] = [head, tail].map((side) => side.split(':').filter(Boolean)) as [string[], string[]];
  const between = Array.from({ length: IPV6_GROUPS - first.length - last.length }, () => '0');
  return [...first, ...between, ...last].map((group) => Number.parseInt(group, 16));
}

function ipv4Of(groups: readonly number[]): string {
  return groups
    .slice(-2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
