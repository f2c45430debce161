import { z } from 'zod';
import { isUrl } from '#paymega/is-url.ts';
import {
  CHANNELS,
  FORMATS,
  PERIODS,
  SCHEDULED_REPORTS,
} from '#reconciliation/reports/schedules/schedules.ts';

const MOST_RECIPIENTS = 20;

/** A schedule as its form says it. @param profiles the CSV profiles that there are. @param isPrivateAllowed whether a webhook may be of the own network, and without TLS */
export function newScheduleForm(isPrivateAllowed: boolean, profiles: readonly string[]) {
  return z
    .object({
      name: z.string().trim().min(1, 'say what it is called').max(100, 'at most 100 characters'),
      report: z.enum(SCHEDULED_REPORTS, 'choose a report'),
      period: z.enum(PERIODS, 'choose how often'),
      hour: z
        .string()
        .regex(/^\d{1,2}$/, 'a whole hour, 0 to 23')
        .transform(Number)
        .refine((hour) => hour <= 23, 'a whole hour, 0 to 23'),
      format: z.enum(FORMATS, 'choose a format'),
      profile: z
        .string()
        .default('machine')
        .refine((name) => profiles.includes(name), 'choose a profile of the list'),
      channel: z.enum(CHANNELS, 'choose where it goes'),
      target: z.string().trim().max(1000, 'at most 1000 characters').default(''),
    })
    .superRefine(({ channel, target }, context) => {
      const wrong = wrongTarget(channel, target, isPrivateAllowed);
      if (wrong) context.addIssue({ code: 'custom', path: ['target'], message: wrong });
    });
}

function wrongTarget(channel: string, target: string, isPrivateAllowed: boolean): string | null {
  if (channel === 'folder') {
    const isBelow =
      /^[\w .-]+(\/[\w .-]+)*$/.test(target) && !target.split('/').some((part) => /^\.+$/.test(part));
    return target === '' || isBelow ? null : 'a folder below REPORTS_FOLDER, such as accounting/daily';
  }
  if (channel === 'email') {
    const all = target.split(',').map((one) => one.trim());
    if (all.length > MOST_RECIPIENTS) return `at most ${MOST_RECIPIENTS} addresses`;
    return all.every((one) => z.email().safeParse(one).success)
      ? null
      : 'e-mail addresses, with commas between';
  }
  if (!isUrl(target)) return 'an address such as https://example.com/reports';
  const { protocol, username, password } = new URL(target);
  if (username !== '' || password !== '') return 'no user or password in the address: calls are signed';
  return protocol === 'https:' || (isPrivateAllowed && protocol === 'http:')
    ? null
    : 'must begin with https://';
}
