import { Temporal } from 'temporal-polyfill';
import type { Queryable, Sql } from '#db/connection.ts';
import { type NOTICE_REASONS, SEVERITIES } from '#db/values.ts';
import { kindLabel } from '../discrepancies/kinds.ts';
import { type Channel, columns } from './channels.ts';
import { type AlertRule, RULES } from './rules.ts';

type Planned = Channel & { timeZone: string; accountName: string };

/** What a message tells of one alert; also what a webhook is told. */
export type News = {
  news: 'opened' | 'resolved';
  alert: string;
  rule: AlertRule;
  severity: string;
  summary: string;
  at: string;
  url: string;
  runbook: string;
};

const MOST_LINES = 20;

/**
 * Puts on record what each channel and each person is to be told by now: what has opened and what has resolved since, each
 * once, all of a minute in one message. In quiet hours, and until the hour of a digest, everything waits; what is over by
 * then, or somebody looks after, is told no more.
 * @param publicUrl where people reach us, for links
 */
export async function planMessages(sql: Sql, publicUrl: string, now: Date): Promise<void> {
  const channels = await sql<Planned[]>`
    select ${columns(sql)}, accounts.time_zone, accounts.name as account_name
    from alert_channels as channel join accounts on accounts.id = channel.account_id
    left join people on people.id = channel.person_id
    where removed_at is null and not is_paused and accounts.disabled_at is null
      -- Whoever may not see the account any more is told nothing of it.
      and (people.id is null or people.disabled_at is null and (people.sees_all_accounts or exists (
        select from person_accounts as seen
        where seen.person_id = people.id and seen.account_id = accounts.id)))
    order by channel.id`;
  for (const channel of channels) if (isTime(channel, now)) await planOf(sql, channel, publicUrl, now);
  await planAssignments(sql, publicUrl);
}

/** Whether a channel may be told something at `now`. */
export function isTime(
  {
    quietFrom,
    quietTo,
    digestHour,
    lastPlannedAt,
    createdAt,
    timeZone,
  }: Pick<Planned, 'quietFrom' | 'quietTo' | 'digestHour' | 'lastPlannedAt' | 'createdAt' | 'timeZone'>,
  now: Date,
): boolean {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  if (digestHour !== null) {
    const today = here.toPlainDate().toPlainDateTime({ hour: digestHour }).toZonedDateTime(timeZone);
    const due = Temporal.ZonedDateTime.compare(today, here) <= 0 ? today : today.subtract({ days: 1 });
    return due.epochMilliseconds > (lastPlannedAt ?? createdAt).getTime();
  }
  if (quietFrom === null || quietTo === null || quietFrom === quietTo) return true;
  const isQuiet =
    quietFrom < quietTo
      ? here.hour >= quietFrom && here.hour < quietTo
      : here.hour >= quietFrom || here.hour < quietTo;
  return !isQuiet;
}

type Told = {
  id: bigint;
  news: News['news'];
  rule: AlertRule;
  severity: string;
  summary: string;
  path: string;
  at: Date;
};

async function planOf(sql: Sql, channel: Planned, publicUrl: string, now: Date): Promise<void> {
  await sql.begin(async (transaction) => {
    // Two workers plan one after the other, and the second finds nothing.
    await transaction`update alert_channels set last_planned_at = ${now} where id = ${channel.id}`;
    const told = await untold(transaction, channel);
    if (told.length === 0) return;
    const news = told.map((one) => newsOf(one, publicUrl));
    const { subject, body } = messageOf(channel.accountName, news);
    const [delivery] = await transaction<{ id: bigint }[]>`
      insert into alert_deliveries (channel_id, subject, body, news)
      values (${channel.id}, ${subject}, ${body}, ${transaction.json(news)}) returning id`;
    await transaction`
      insert into alert_notices (alert_id, channel_id, news, delivery_id)
      select alert_id, ${channel.id}, news, ${delivery?.id ?? 0n}
      from unnest(${told.map(({ id }) => id.toString())}::bigint[],
        ${told.map(({ news: one }) => one)}::text[]) as told(alert_id, news)`;
  });
}

async function untold(
  sql: Queryable,
  { id, accountId, personId, rules, leastSeverity }: Planned,
): Promise<Told[]> {
  const notice = (news: string) => sql`
    exists (select from alert_notices as notice
      where notice.alert_id = alert.id and channel_id = ${id} and news = ${news})`;
  return sql<Told[]>`
    select alert.id, rule, severity, summary, path,
      case when resolved_at is null then 'opened' else 'resolved' end as news,
      coalesce(resolved_at, opened_at) as at
    from alerts as alert
    where (account_id = ${accountId} or account_id is null and (${personId === null} or exists (
        select from people where people.id = ${personId} and sees_all_accounts)))
      and (
        resolved_at is null and acknowledged_at is null and rule = any(${rules}::text[])
          and severity = any(${severitiesFrom(leastSeverity)}::text[])
          and not ${notice('opened')}
        or resolved_at is not null and ${notice('opened')} and not ${notice('resolved')})
    order by resolved_at is not null, array_position(array['critical', 'high', 'medium', 'low'], severity),
      id`;
}

/** This severity, and those above it. */
function severitiesFrom(least: (typeof SEVERITIES)[number]): string[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(least));
}

function newsOf({ id, news, rule, severity, summary, path, at }: Told, publicUrl: string): News {
  const runbook = `${publicUrl}/alerts/runbook#${rule}`;
  const url = `${publicUrl}${path}`;
  return { news, alert: id.toString(), rule, severity, summary, at: at.toISOString(), url, runbook };
}

/** A message in words. */
export function messageOf(account: string, news: readonly News[]): { subject: string; body: string } {
  const opened = news.filter((one) => one.news === 'opened');
  const resolved = news.filter((one) => one.news === 'resolved');
  const [first] = news;
  const subject =
    news.length === 1 && first
      ? `${account}: ${RULES[first.rule].label}${first.news === 'resolved' ? ' is over' : ''}`
      : `${account}: ${opened.length} alerts opened, ${resolved.length} over`;
  const lines = [...linesOf('Open', opened), ...linesOf('Over', resolved)];
  return { subject: `Counterfoil, ${subject}`, body: lines.join('\n') };
}

function linesOf(heading: string, news: readonly News[]): string[] {
  if (news.length === 0) return [];
  const shown = news
    .slice(0, MOST_LINES)
    .flatMap(({ rule, severity, summary, url, runbook, news: kind }) => [
      `${RULES[rule].label} (${severity}): ${summary}`,
      `  ${url}`,
      ...(kind === 'opened' ? [`  What to do: ${runbook}`] : []),
    ]);
  const more = news.length - MOST_LINES;
  return [`${heading}:`, ...shown, ...(more > 0 ? [`and ${more} more`] : []), ''];
}

type Noticed = {
  personId: number;
  discrepancyId: bigint;
  kind: string;
  reason: (typeof NOTICE_REASONS)[number];
  assignedBy: string;
  slug: string;
};

/** Tells people what they were given to review since, and where they were named, all of it in one mail each. */
async function planAssignments(sql: Sql, publicUrl: string): Promise<void> {
  await sql.begin(async (transaction) => {
    const rows = await transaction<Noticed[]>`
      with taken as (delete from assignment_notices returning *)
      select taken.person_id, discrepancy_id, kind, reason, assigned_by, slug
      from taken join discrepancies on discrepancies.id = discrepancy_id
      join accounts on accounts.id = discrepancies.account_id
      join people on people.id = taken.person_id
      -- Who has given it back, or to somebody else, is told nothing.
      where (reason = 'mentioned' or assignee_id = taken.person_id and state = 'in_review')
        and people.disabled_at is null and (people.sees_all_accounts or exists (
          select from person_accounts as seen
          where seen.person_id = people.id and seen.account_id = accounts.id))
      order by taken.id`;
    for (const personId of new Set(rows.map((row) => row.personId))) {
      const { subject, body } = noticeOf(
        rows.filter((row) => row.personId === personId),
        publicUrl,
      );
      await transaction`
        insert into alert_deliveries (person_id, subject, body, news)
        values (${personId}, ${subject}, ${body}, '[]')`;
    }
  });
}

/** One mail about discrepancies that concern somebody; what the notes say stays here. */
function noticeOf(rows: readonly Noticed[], publicUrl: string): { subject: string; body: string } {
  const lines = rows.slice(0, MOST_LINES).flatMap(({ discrepancyId, kind, reason, assignedBy, slug }) => {
    const what = reason === 'assigned' ? `from ${assignedBy}` : `${assignedBy} named you in a note`;
    return [`${kindLabel(kind)}, ${what}`, `  ${publicUrl}/discrepancies/${discrepancyId}?account=${slug}`];
  });
  const more = rows.length > MOST_LINES ? [`and ${rows.length - MOST_LINES} more`] : [];
  const subject = `Counterfoil: you were ${[...partsOf(rows)].join(', and ')}`;
  return { subject, body: [...lines, ...more].join('\n') };
}

function* partsOf(rows: readonly Noticed[]): Generator<string> {
  const given = rows.filter(({ reason }) => reason === 'assigned').length;
  if (given > 0) yield `given ${given === 1 ? 'a discrepancy' : `${given} discrepancies`} to review`;
  const named = rows.length - given;
  if (named > 0) yield named === 1 ? 'named in a note' : `named in ${named} notes`;
}
