/** Who sent what was refused, and why it was. */
export type RefusedFrom = {
  accountId: number | null;
  reason: string;
  /** An address, or a network whose addresses count as one. */
  network: string;
};

/** Whether one refusal is kept, and how many of its account and reason were not since the last one that was. */
export type Sampled = { isKept: boolean; skipped: number; isSender: boolean };

export type RefusalSampler = {
  /** Whether there is room for the bytes of one that is kept: so many a minute, those of senders apart. */
  takeRoom(isSender: boolean, bytes: number, now: Date): boolean;
  sample(from: RefusedFrom, now: Date): Sampled;
  /** Callbacks from there are believed: what is refused from there is never crowded out by strangers. */
  noteSender(network: string): void;
};

const MINUTE_MS = 60_000;
const OF_ONE_NETWORK_A_MINUTE = 30;
const OF_ONE_REASON_A_MINUTE = 120;
const MOST_SENDERS = 1000;
const BYTES_A_MINUTE = { ofSenders: 8 * 1024 * 1024, ofStrangers: 1024 * 1024 };
/** A reason that only somebody who holds a secret of ours can bring about. */
const SIGNED_BY_US = 'wrong_mode';

/**
 * Which refusals are kept: a sample by network and reason, so that a flood costs neither disk nor log, and does not hide
 * that the real sender is refused, too. A process has its own. Forgets each minute what it has counted.
 */
export function createRefusalSampler(): RefusalSampler {
  const senders = new Set<string>();
  const skipped = new Map<string, number>();
  let kept = new Map<string, number>();
  let room = { ...BYTES_A_MINUTE };
  let began = 0;

  function beginMinute(now: Date): void {
    if (now.getTime() - began < MINUTE_MS && now.getTime() >= began) return;
    began = now.getTime();
    kept = new Map();
    room = { ...BYTES_A_MINUTE };
  }

  return {
    takeRoom(isSender, bytes, now) {
      beginMinute(now);
      const whose = isSender ? 'ofSenders' : 'ofStrangers';
      if (bytes > room[whose]) return false;
      room[whose] -= bytes;
      return true;
    },
    sample({ accountId, reason, network }, now) {
      beginMinute(now);
      const isSender = reason === SIGNED_BY_US || senders.has(network);
      const ofReason = `${accountId} ${reason} ${isSender}`;
      const ofNetwork = `${ofReason} ${network}`;
      const isKept =
        (kept.get(ofReason) ?? 0) < OF_ONE_REASON_A_MINUTE &&
        (kept.get(ofNetwork) ?? 0) < OF_ONE_NETWORK_A_MINUTE;
      const before = skipped.get(ofReason) ?? 0;
      skipped.set(ofReason, isKept ? 0 : before + 1);
      // Only what is kept is counted: there is no more to remember than what was put down.
      if (isKept) for (const key of [ofReason, ofNetwork]) kept.set(key, (kept.get(key) ?? 0) + 1);
      return { isKept, skipped: isKept ? before : 0, isSender };
    },
    noteSender(network) {
      senders.delete(network);
      senders.add(network);
      const [oldest] = senders;
      if (senders.size > MOST_SENDERS && oldest !== undefined) senders.delete(oldest);
    },
  };
}
