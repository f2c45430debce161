import { writeFile } from 'node:fs/promises';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { day as calendarDay } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import { attemptDelivery, reportFile } from '#reconciliation/reports/schedules/deliver.ts';
import { orderDelivery, schedulesOf } from '#reconciliation/reports/schedules/schedules.ts';
import { namedSchedule } from '#reconciliation/reports/schedules/send-now.ts';
import type { Config } from '../config.ts';
import { configuredKeys } from '../configured-account.ts';
import { vaultOf } from '../keys.ts';
import { createMailer } from '../mailer.ts';
import { ACTOR, visit } from './visit.ts';

type Options = { account?: string | undefined; period?: string | undefined; out?: string | undefined };

/** `report list`: the schedules of an account, a line each. */
export async function listReports(
  config: Config,
  { account: slug }: Pick<Options, 'account'>,
): Promise<void> {
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, slug);
    for (const { name, report, period, hour, format, channel, isPaused } of await schedulesOf(
      sql,
      account.id,
    )) {
      const state = isPaused ? 'paused' : 'active';
      process.stdout.write(`${name}\t${report}\t${period}\t${hour}:00\t${format}\t${channel}\t${state}\n`);
    }
  });
}

/**
 * `report send`: makes the report of a schedule and hands it over at once, or writes it into a file instead.
 * @throws Refusal `unknown_schedule`, `not_delivered` with the reason; it is then tried again by the running server
 */
export async function sendReport(
  config: Config,
  name: string,
  { account: slug, period, out }: Options,
): Promise<void> {
  if (period !== undefined && !calendarDay.safeParse(period).success)
    throw new Refusal('bad_period', `${period} is no day: write it as 2026-11-25`);
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, slug);
    const { schedule, days } = await namedSchedule(sql, account, name, period, new Date());
    if (days.to >= dayAt(new Date(), account.timeZone))
      throw new Refusal('not_over', `${days.from} to ${days.to} is not over yet (${account.timeZone})`);
    if (out !== undefined) {
      const { content, manifest } = await reportFile(sql, schedule, days);
      await writeFile(out, content, { mode: 0o600 });
      await writeFile(`${out}.manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
      return;
    }
    const id = await orderDelivery(sql, ACTOR, schedule.id, days);
    const mail = createMailer(config)?.send ?? null;
    const isPrivateAllowed = configuredKeys(config) === null;
    await attemptDelivery(
      sql,
      { vault: vaultOf(config), mail, folder: config.REPORTS_FOLDER ?? null, isPrivateAllowed },
      id,
    );
    const [row] = await sql<{ state: string; failure: string | null }[]>`
      select state, failure from report_deliveries where id = ${id}`;
    if (row?.state !== 'delivered')
      throw new Refusal('not_delivered', row?.failure ?? 'it is sent by somebody else');
    process.stdout.write(`${name}: ${days.from} to ${days.to} was delivered\n`);
  });
}
