/** What can have become of a callback. */
export const VERDICTS = ['new', 'newer', 'same', 'stale', 'conflicting', 'quarantined'] as const;
