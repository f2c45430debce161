/** How many exports go on at once: each holds a connection to the database for as long as its reader takes. */
export type ExportSlots = {
  /** @returns what gives the place back, or null where this person, or all together, have as many as they may */
  take(personId: number): (() => void) | null;
};

/** Places for exports: at most so many a person, and in all of this process. */
export function createExportSlots(ofOnePerson = 2, inAll = 8): ExportSlots {
  const taken = new Map<number, number>();
  let all = 0;
  return {
    take(personId) {
      const own = taken.get(personId) ?? 0;
      if (own >= ofOnePerson || all >= inAll) return null;
      taken.set(personId, own + 1);
      all += 1;
      let isGiven = false;
      return () => {
        if (isGiven) return;
        isGiven = true;
        all -= 1;
        const left = (taken.get(personId) ?? 1) - 1;
        if (left > 0) taken.set(personId, left);
        else taken.delete(personId);
      };
    },
  };
}
