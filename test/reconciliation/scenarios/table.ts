import { ABSENCE_SCENARIOS } from './absence.ts';
import { CLOCK_SCENARIOS } from './clocks.ts';
import { CONTRADICTION_SCENARIOS } from './contradictions.ts';
import { DOUBLE_SCENARIOS, RECENT_DOUBLE_SCENARIOS } from './doubles.ts';
import { IDENTITY_SCENARIOS } from './identity.ts';
import { JUDGEMENT_SCENARIOS } from './judgements.ts';
import { MONEY_SCENARIOS } from './money.ts';
import { QUARANTINE_SCENARIOS } from './quarantines.ts';
import { QUIET_SCENARIOS } from './quiet.ts';
import { REFUND_SCENARIOS } from './refunds.ts';
import type { Scenario } from './scenario.ts';
import { STATUS_SCENARIOS } from './statuses.ts';
import { UNREPORTED_SCENARIOS } from './unreported.ts';
import { WAITING_SCENARIOS } from './waiting.ts';

/** The whole table. */
export const SCENARIOS: readonly Scenario[] = [
  ...STATUS_SCENARIOS,
  ...WAITING_SCENARIOS,
  ...MONEY_SCENARIOS,
  ...UNREPORTED_SCENARIOS,
  ...IDENTITY_SCENARIOS,
  ...ABSENCE_SCENARIOS,
  ...REFUND_SCENARIOS,
  ...CONTRADICTION_SCENARIOS,
  ...CLOCK_SCENARIOS,
  ...DOUBLE_SCENARIOS,
  ...RECENT_DOUBLE_SCENARIOS,
  ...QUARANTINE_SCENARIOS,
  ...JUDGEMENT_SCENARIOS,
  ...QUIET_SCENARIOS,
];
