import type { Observation } from '#reconciliation/books/observation.ts';
import { compareStates } from '#reconciliation/books/precedence.ts';

type Movement = { kind: string; at: number; events: number; amount: string; ordered: string; fee: string };
type Heard = { into: string; observation: Observation };

const ENDED: Readonly<Record<string, string>> = {
  process_failed: 'failed',
  expired: 'expired',
  terminated: 'terminated',
};

/**
 * The movements that one payment must have in a book, from all that was told of it: the second implementation that the
 * database's is held against.
 */
export function movementsByRule(heard: readonly Heard[], book: 'ours' | 'theirs', id: string): Movement[] {
  const all = heard.filter(({ observation }) => observation.id === id);
  const told = all.filter(({ into }) => into === book).map(({ observation }) => observation);
  const last = book === 'theirs' ? told.at(-1) : told.toSorted(compareStates).at(-1);
  if (!last) return [];
  const everything = all.map(({ observation }) => observation);
  const rows = [...endings(last, everything), ...returns(last, everything)];
  const merged = new Map<string, Movement>();
  for (const row of rows) {
    const key = `${row.at} ${row.kind}`;
    const known = merged.get(key);
    const sum = (name: 'amount' | 'ordered' | 'fee') =>
      (BigInt(known?.[name] ?? 0) + BigInt(row[name])).toString();
    merged.set(key, {
      ...row,
      events: (known?.events ?? 0) + row.events,
      ...{ amount: sum('amount'), ordered: sum('ordered'), fee: sum('fee') },
    });
  }
  return [...merged.values()]
    .filter(({ events, amount, ordered, fee }) => events !== 0 || `${amount}${ordered}${fee}` !== '000')
    .toSorted((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1));
}

function first(observations: readonly Observation[], is: (one: Observation) => boolean): number | null {
  const times = observations.filter(is).map(({ updatedAt }) => updatedAt);
  return times.length === 0 ? null : Math.min(...times);
}

function endings(last: Observation, all: readonly Observation[]): Movement[] {
  const kindOf = (one: Observation) => ENDED[one.status];
  const ended = (kind: string, at: number, events: 1 | -1): Movement => ({
    ...{ kind, at, events, amount: '0', fee: '0' },
    ordered: (BigInt(events) * last.amount).toString(),
  });
  const present = kindOf(last);
  const untimed = first(all, (one) => one.tookMoney && one.processedAt === null);
  const outcome = last.tookMoney
    ? (last.processedAt ?? untimed ?? last.updatedAt)
    : present
      ? Math.min(...all.filter((one) => kindOf(one) === present).map(({ updatedAt }) => updatedAt))
      : null;
  if (outcome === null) return [];
  const before = Object.values(ENDED)
    .filter((kind) => kind !== present || last.tookMoney)
    .flatMap((kind) => {
      const at = first(all, (one) => kindOf(one) === kind);
      return at !== null && at < outcome ? [{ kind, at }] : [];
    })
    .toSorted((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1));
  const undone = before.flatMap(({ kind, at }, place) => [
    ended(kind, at, 1),
    ended(kind, before[place + 1]?.at ?? outcome, -1),
  ]);
  if (!last.tookMoney) return present ? [...undone, ended(present, outcome, 1)] : undone;
  const received = last.processedAmount ?? last.paymentAmount ?? last.amount;
  const sale = { kind: 'processed', at: outcome, events: 1, amount: received.toString() };
  return [...undone, { ...sale, ordered: last.amount.toString(), fee: (last.processedFee ?? 0n).toString() }];
}

function returns(last: Observation, all: readonly Observation[]): Movement[] {
  return (['refunded', 'charged_back'] as const).flatMap((kind) => {
    const present = returnedOf(last)[kind];
    if (present <= 0n) return [];
    const points = all.map((one) => ({ total: returnedOf(one)[kind], at: one.updatedAt }));
    const parts = new Map<number, bigint>();
    const totals = [...new Set(points.map(({ total }) => clipped(total, present)))]
      .filter((total) => total > 0n)
      .toSorted((a, b) => (a < b ? -1 : 1));
    let sum = 0n;
    for (const total of totals) {
      const at = Math.min(...points.filter((point) => point.total >= total).map((point) => point.at));
      parts.set(at, (parts.get(at) ?? 0n) + total - sum);
      sum = total;
    }
    return [...parts].map(([at, part]) => ({
      ...{ kind, at, events: 1, amount: part.toString(), ordered: '0', fee: '0' },
    }));
  });
}

// Math.min knows no bigint.
function clipped(total: bigint, present: bigint): bigint {
  if (total < present) return total;
  return present;
}

function returnedOf(one: Observation): { refunded: bigint; charged_back: bigint } {
  const [refunded, chargedBack] = [one.refundedAmount ?? 0n, one.chargedBackAmount ?? 0n];
  const rest = one.returned - refunded;
  const charged = one.status === 'charged_back' && rest > chargedBack ? rest : chargedBack;
  return { refunded: one.returned - charged, charged_back: charged };
}
