import type { Fragment } from '#db/sql.ts';
import type { KindName } from '../discrepancies/kinds.ts';

/** When a kind holds, what it says of both sides (as words, or in minor units), and what is at stake. */
export type Rule = {
  when: Fragment;
  ours?: Fragment;
  theirs?: Fragment;
  oursMinor?: Fragment;
  theirsMinor?: Fragment;
  atRisk: Fragment;
  isEscalated: Fragment | boolean;
  isExpected: Fragment | false;
  canHeal: boolean;
};

/** Rules by the kind that they find. */
export type Rules = Partial<Record<KindName, Rule>>;
