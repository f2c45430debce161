import { z } from 'zod';
import { isUrl } from '#paymega/is-url.ts';
import type { AlertSettings } from '#reconciliation/alerts/alert-settings.ts';
import { CHANNELS } from '#reconciliation/alerts/channels.ts';
import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';
import { SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import { readLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import { Rules } from '../../alerts/rules-field.ts';

const MOST_RECIPIENTS = 20;

const whole = (least: number, most: number) =>
  z
    .string('a whole number')
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `at least ${least}`).max(most, `at most ${most}`));
const hour = z.union([z.literal('').transform(() => null), whole(0, 23)]).default(null);

/** From when on alerts open, as its form says it: ticked are the rules that are looked at. */
export function rulesForm(exponentOf: Parameters<typeof readLargeAmounts>[1]) {
  return z.object({
    rules: Rules,
    stuckMoney: z
      .string()
      .default('')
      .transform((text, context) => {
        const read = readLargeAmounts(text, exponentOf);
        if (!('message' in read)) return read.given;
        context.addIssue({ code: 'custom', message: read.message.replace(/^Large payments: /, '') });
        return z.NEVER;
      }),
    silentMinutes: whole(5, 10_080),
    refusedBurst: whole(1, 100_000),
    closeBy: z
      .union([
        z.literal('').transform(() => null),
        z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 10:00'),
      ])
      .default(null),
  });
}

export function settingsOf({
  rules,
  ...rest
}: z.output<ReturnType<typeof rulesForm>>): Omit<AlertSettings, 'changedAt'> {
  const off = (Object.keys(RULES) as AlertRule[]).filter((rule) => !rules.includes(rule));
  return { ...rest, off };
}

/** A channel as its form says it. @param isPrivateAllowed whether it may be of the own network, and without TLS */
export function newChannelForm(isPrivateAllowed: boolean) {
  return z
    .object({
      name: z.string().trim().min(1, 'say what it is called').max(100, 'at most 100 characters'),
      channel: z.enum(CHANNELS, 'choose where it goes'),
      target: z.string().trim().max(1000, 'at most 1000 characters').default(''),
      rules: Rules.min(1, 'tick at least one'),
      leastSeverity: z.enum(SEVERITIES, 'choose one of the list').default('low'),
      quietFrom: hour,
      quietTo: hour,
      digestHour: hour,
    })
    .superRefine(({ channel, target, quietFrom, quietTo }, context) => {
      const wrong = channel === 'email' ? wrongMail(target) : wrongAddress(target, isPrivateAllowed);
      if (wrong) context.addIssue({ code: 'custom', path: ['target'], message: wrong });
      if ((quietFrom === null) !== (quietTo === null))
        context.addIssue({ code: 'custom', path: ['quietTo'], message: 'both hours, or neither' });
    });
}

function wrongMail(target: string): string | null {
  const all = target.split(',').map((one) => one.trim());
  if (all.length > MOST_RECIPIENTS) return `at most ${MOST_RECIPIENTS} addresses`;
  const areMail = all.every((one) => z.email().safeParse(one).success);
  return areMail ? null : 'e-mail addresses, with commas between';
}

function wrongAddress(target: string, isPrivateAllowed: boolean): string | null {
  if (!isUrl(target)) return 'an address such as https://example.com/alerts';
  const { protocol, username, password } = new URL(target);
  if (username !== '' || password !== '') return 'no user or password in the address';
  const isFine = protocol === 'https:' || (isPrivateAllowed && protocol === 'http:');
  return isFine ? null : 'must begin with https://';
}
