/** How many bytes of requests may be held at once; who would need more comes again later. */
export type ByteBudget = {
  /** @returns false where there is no room for so many more */
  take(bytes: number): boolean;
  give(bytes: number): void;
};

/** A room of so many bytes. */
export function createByteBudget(mostBytes: number): ByteBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > mostBytes) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
