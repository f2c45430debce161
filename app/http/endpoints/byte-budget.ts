/** How many bytes of requests may be held at once; who would need more comes again later. */
export type ByteBudget = {
  /** Room for one request; `drop` ends it where it is slow and others need the room. */
  share(drop: () => void): Share;
};

/** What one request holds. */
export type Share = {
  /** @returns false where there is no room for so many more */
  take(bytes: number): boolean;
  /** All of it has come: it is worked on, and no longer dropped. */
  hasCome(): void;
  /** Gives all of it back. */
  give(): void;
};

/** Whoever sends what is asked for has sent it by then; who drips must not hold the room of the others. */
const SLOW_MS = 5000;

/**
 * A room of so many bytes. Where it is full the requests that have been coming for long are dropped, the oldest first.
 * @param now milliseconds of a clock that does not jump
 */
export function createByteBudget(mostBytes: number, now = () => performance.now()): ByteBudget {
  let taken = 0;
  // In the order in which they began.
  const coming = new Map<Share, { since: number; drop: () => void }>();

  function makeRoom(bytes: number, own: Share): boolean {
    for (const [share, { since, drop }] of coming) {
      if (taken + bytes <= mostBytes || now() - since < SLOW_MS) break;
      if (share === own) continue;
      share.give();
      drop();
    }
    return taken + bytes <= mostBytes;
  }

  return {
    share(drop) {
      let held = 0;
      const share: Share = {
        take(bytes) {
          if (!makeRoom(bytes, share)) return false;
          taken += bytes;
          held += bytes;
          return true;
        },
        hasCome: () => void coming.delete(share),
        give() {
          coming.delete(share);
          taken -= held;
          held = 0;
        },
      };
      coming.set(share, { since: now(), drop });
      return share;
    },
  };
}
