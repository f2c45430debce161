import { randomBytes } from 'node:crypto';
import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import type { reportDeliveries, reportSchedules } from '#db/schema/report-schedules.ts';
import { SQLSTATE } from '#db/sql.ts';
import * as values from '#db/values.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { ExportList } from '../export-filters.ts';
import { type Days, latestDue } from './periods.ts';

type Row = typeof reportSchedules.$inferSelect;

/** What can be sent by itself, over the days of a period. */
export const SCHEDULED_REPORTS = [
  'day',
  'invoices',
  'discrepancies',
] as const satisfies readonly ExportList[];
/** How often one is made, how it is written, and where it can go. */
export const PERIODS = values.REPORT_PERIODS;
export const FORMATS = values.EXPORT_FORMATS;
export const CHANNELS = values.REPORT_CHANNELS;

export type ScheduledReport = (typeof SCHEDULED_REPORTS)[number];

export type Schedule = Omit<Row, 'report' | 'sealedSecret'> & { report: ScheduledReport };
export type Delivery = typeof reportDeliveries.$inferSelect;

type Who = Extract<Actor, { kind: 'person' }>;
export type NewSchedule = Pick<
  Schedule,
  'name' | 'report' | 'period' | 'hour' | 'format' | 'profile' | 'channel' | 'target'
>;

// A name is an account's own, and never changes.
const purposeOf = (accountId: number, name: string) => `report schedule ${accountId} ${name}`;

/**
 * Makes a schedule. Audited.
 * @returns the secret that its calls are signed with, of a webhook: shown this once
 * @throws Refusal `name_taken` (409), `bad_report` (422) where the report of a day is wanted of more than a day
 */
export async function addSchedule(
  sql: Sql,
  vault: Vault,
  actor: Who,
  account: Pick<Account, 'id' | 'slug'>,
  given: NewSchedule,
): Promise<string | null> {
  if (given.report === 'day' && given.period !== 'day')
    throw new Refusal('bad_report', 'the report of a day is for each day: choose another report', 422);
  const secret = given.channel === 'webhook' ? `whsec_${randomBytes(32).toString('base64')}` : null;
  try {
    await sql.begin(async (transaction) => {
      const sealed = secret === null ? null : vault.seal(secret, purposeOf(account.id, given.name));
      const [made] = await transaction<{ id: bigint }[]>`
        insert into report_schedules (account_id, name, report, period, hour, format, profile, channel,
          target, sealed_secret, created_by)
        values (${account.id}, ${given.name}, ${given.report}, ${given.period}, ${given.hour},
          ${given.format}, ${given.profile}, ${given.channel}, ${given.target}, ${sealed},
          ${actor.personId})
        returning id`;
      await audit(transaction, actor, 'report_schedule.created', `report_schedule:${made?.id}`, {
        account: account.slug,
        ...given,
      });
    });
  } catch (error) {
    const fault = databaseErrorOf(error);
    if (fault?.code === SQLSTATE.uniqueViolation)
      throw new Refusal('name_taken', 'there is a schedule of this name already', 409);
    throw error;
  }
  return secret;
}

/** Pauses a schedule, goes on with it, or removes it: what it has sent stays on record. Audited. */
export async function changeSchedule(
  sql: Sql,
  actor: Actor,
  id: bigint,
  change: 'pause' | 'resume' | 'remove',
): Promise<void> {
  await sql.begin(async (transaction) => {
    const changed = await transaction`
      update report_schedules set
        is_paused = case ${change}::text when 'pause' then true when 'resume' then false else is_paused end,
        removed_at = case ${change}::text when 'remove' then now() end
      where id = ${id} and removed_at is null`;
    if (changed.count === 0) throw new Refusal('unknown_schedule', `there is no schedule ${id}`, 404);
    // What it still had to send goes with it.
    if (change === 'remove')
      await transaction`
        update report_deliveries set state = 'failed', ended_at = now(), failure = 'its schedule was removed'
        where schedule_id = ${id} and state = 'due'`;
    await audit(transaction, actor, `report_schedule.${change}d`, `report_schedule:${id}`, {});
  });
}

/** The schedules of an account, by name. */
export async function schedulesOf(sql: Queryable, accountId: number): Promise<Schedule[]> {
  return sql<Schedule[]>`
    select ${columns(sql)} from report_schedules as schedule
    where account_id = ${accountId} and removed_at is null order by name`;
}

function columns(sql: Queryable) {
  return sql`schedule.id, schedule.account_id, schedule.name, schedule.report, schedule.period, schedule.hour,
    schedule.format, schedule.profile, schedule.channel, schedule.target, schedule.is_paused,
    schedule.created_at, schedule.created_by, schedule.removed_at`;
}

/** The latest deliveries of an account's schedules, with the name of each. */
export async function deliveriesOf(
  sql: Queryable,
  accountId: number,
  limit: number,
): Promise<(Delivery & { name: string })[]> {
  return sql<(Delivery & { name: string })[]>`
    select delivery.*, delivery.from_day::text as from_day, delivery.to_day::text as to_day, schedule.name
    from report_deliveries as delivery join report_schedules as schedule on schedule.id = schedule_id
    where account_id = ${accountId} order by delivery.id desc limit ${limit}`;
}

/** One delivery with its schedule, its account and, of a webhook, the secret. */
export async function deliveryWithSchedule(
  sql: Queryable,
  vault: Vault,
  id: bigint,
): Promise<{ delivery: Delivery; schedule: Schedule; secret: string | null } | null> {
  const [delivery] = await sql<Delivery[]>`
    select *, from_day::text as from_day, to_day::text as to_day from report_deliveries where id = ${id}`;
  if (!delivery) return null;
  const [row] = await sql<(Schedule & { sealedSecret: Buffer | null })[]>`
    select ${columns(sql)}, schedule.sealed_secret from report_schedules as schedule
    where id = ${delivery.scheduleId}`;
  if (!row) return null;
  const { sealedSecret, ...schedule } = row;
  return {
    delivery,
    schedule,
    secret: sealedSecret && vault.open(sealedSecret, purposeOf(schedule.accountId, schedule.name)),
  };
}

/** Orders the report of a period by hand, beside what the schedule sends. Audited. @returns its number */
export async function orderDelivery(sql: Sql, actor: Actor, id: bigint, { from, to }: Days): Promise<bigint> {
  return sql.begin(async (transaction) => {
    const [delivery] = await transaction<{ id: bigint }[]>`
      insert into report_deliveries (schedule_id, from_day, to_day, is_manual)
      select id, ${from}, ${to}, true from report_schedules where id = ${id} and removed_at is null
      returning id`;
    if (!delivery) throw new Refusal('unknown_schedule', `there is no schedule ${id}`, 404);
    await audit(transaction, actor, 'report.ordered', `report_schedule:${id}`, { from, to });
    return delivery.id;
  }) as Promise<bigint>;
}

/**
 * Puts on record what the schedules owe: of each the latest period that is due. So what was missed while the product was
 * down is caught up once. Nothing is owed of before a schedule was made; paused schedules and disabled accounts owe none.
 */
export async function planReports(sql: Sql, now: Date): Promise<void> {
  const schedules = await sql<(Schedule & { timeZone: string })[]>`
    select ${columns(sql)}, accounts.time_zone
    from report_schedules as schedule join accounts on accounts.id = schedule.account_id
    where removed_at is null and not is_paused and accounts.disabled_at is null`;
  for (const { id, period, hour, timeZone, createdAt } of schedules) {
    const { from, to, dueAt } = latestDue(period, hour, timeZone, now);
    if (dueAt < createdAt) continue;
    await sql`
      insert into report_deliveries (schedule_id, from_day, to_day) values (${id}, ${from}, ${to})
      on conflict (schedule_id, from_day) where not is_manual do nothing`;
  }
}

/** The deliveries whose next attempt is due, oldest first; what is paused or disabled waits. */
export async function dueDeliveries(sql: Queryable, now: Date): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select delivery.id
    from report_deliveries as delivery join report_schedules as schedule on schedule.id = schedule_id
    join accounts on accounts.id = schedule.account_id
    where state = 'due' and next_attempt_at <= ${now} and removed_at is null
      and (is_manual or not is_paused) and accounts.disabled_at is null
    order by delivery.id limit 100`;
  return rows.map(({ id }) => id);
}

/** Encrypts the secrets of webhooks with the newest key. @returns how many were sealed with another one */
export async function resealScheduleSecrets(sql: Sql, vault: Vault): Promise<number> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<{ id: bigint; accountId: number; name: string; sealedSecret: Buffer }[]>`
      select id, account_id, name, sealed_secret from report_schedules
      where sealed_secret is not null for update`;
    const old = rows.filter(({ sealedSecret }) => !vault.isCurrent(sealedSecret));
    for (const { id, accountId, name, sealedSecret } of old) {
      const purpose = purposeOf(accountId, name);
      const again = vault.seal(vault.open(sealedSecret, purpose), purpose);
      await transaction`update report_schedules set sealed_secret = ${again} where id = ${id}`;
    }
    return old.length;
  });
}
