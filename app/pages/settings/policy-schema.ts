import { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { openStatuses } from '#paymega/statuses.ts';
import { readLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import type { Policy } from '#reconciliation/policy/policy.ts';

/** The field of how long a payment may stay in a status. */
export const stuckField = (status: string) => `stuck.${status}`;

const whole = (most: number, least = 1) =>
  // An empty field is no zero.
  z
    .string('a whole number')
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `at least ${least}`).max(most, `at most ${most}`));
const ticked = z.literal('on').optional().transform(Boolean);
const MOST_MINUTES = 1_000_000;
const stuck = z.union([z.literal('').transform(() => undefined), whole(MOST_MINUTES)]).optional();

const STATUSES = openStatuses().map(({ status }) => status);

/** The policy of an account as its form says it, in the order of the fields. */
export function policyForm(exponentOf: Parameters<typeof readLargeAmounts>[1]) {
  return z.object({
    healForward: ticked,
    adoptMissing: ticked,
    graceMinutes: whole(10_080, 0),
    stuckMinutes: whole(100_000),
    stuckRefundMinutes: whole(MOST_MINUTES),
    ...Object.fromEntries(STATUSES.map((status) => [stuckField(status), stuck])),
    largeAmounts: z
      .string()
      .default('')
      .transform((text, context) => {
        const read = readLargeAmounts(text, exponentOf);
        if (!('message' in read)) return read.given;
        context.addIssue({ code: 'custom', message: read.message });
        return z.NEVER;
      }),
    recentEveryMinutes: whole(1440),
    deepAtHour: whole(23, 0),
    deepDays: whole(400),
    // Left out by a program that does not know of it: it stays as it is.
    sweepDays: whole(3660, 0).optional(),
    twoPersonClose: ticked,
  });
}

/** The policy that a form says for this account. */
export function policyOf(
  form: z.output<ReturnType<typeof policyForm>>,
  { sweepDays: asBefore }: Pick<Account, 'sweepDays'>,
): Policy {
  const said: Readonly<Record<string, unknown>> = form;
  const stuckMinutesOf: Record<string, number> = {};
  for (const status of STATUSES) {
    const minutes = said[stuckField(status)];
    if (typeof minutes === 'number') stuckMinutesOf[status] = minutes;
  }
  const { healForward, adoptMissing, graceMinutes, stuckMinutes, stuckRefundMinutes } = form;
  const {
    recentEveryMinutes,
    deepAtHour,
    deepDays,
    largeAmounts,
    sweepDays = asBefore,
    twoPersonClose,
  } = form;
  return {
    ...{ healForward, adoptMissing, graceMinutes, stuckMinutes, stuckRefundMinutes, stuckMinutesOf },
    ...{ recentEveryMinutes, deepAtHour, deepDays, sweepDays, largeAmounts, twoPersonClose },
  };
}
