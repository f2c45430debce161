import { randomBytes } from 'node:crypto';
import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import type { alertDeliveries, alertChannels as table } from '#db/schema/alerts.ts';
import { SQLSTATE } from '#db/sql.ts';
import * as values from '#db/values.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { AlertRule } from './rules.ts';

type Row = typeof table.$inferSelect;

export const CHANNELS = values.ALERT_CHANNELS;

/** Where alerts go; what is secret of it stays sealed. */
export type Channel = Omit<Row, 'sealed' | 'rules'> & { rules: AlertRule[] };
export type NewChannel = Pick<
  Channel,
  'name' | 'channel' | 'target' | 'rules' | 'leastSeverity' | 'quietFrom' | 'quietTo' | 'digestHour'
>;
type AlertDelivery = Omit<typeof alertDeliveries.$inferSelect, 'news' | 'body'> & { name: string };

// A name is an account's own, and never changes.
const purposeOf = (accountId: number, name: string) => `alert channel ${accountId} ${name}`;

/**
 * Makes a channel. The address of Slack is a secret by itself: it is sealed, and never shown again. Audited.
 * @returns the secret that its calls are signed with, of a webhook: shown this once
 * @throws Refusal `name_taken` (409)
 */
export async function addChannel(
  sql: Sql,
  vault: Vault,
  actor: Actor,
  account: { id: number; slug: string },
  given: NewChannel,
): Promise<string | null> {
  const signing = given.channel === 'webhook' ? `whsec_${randomBytes(32).toString('base64')}` : null;
  const secret = given.channel === 'slack' ? given.target : signing;
  const sealed = secret === null ? null : vault.seal(secret, purposeOf(account.id, given.name));
  const shown = { ...given, target: given.channel === 'slack' ? '' : given.target };
  try {
    await sql.begin(async (transaction) => {
      const [made] = await transaction<{ id: bigint }[]>`
        insert into alert_channels (account_id, name, channel, target, sealed, rules, least_severity,
          quiet_from, quiet_to, digest_hour)
        values (${account.id}, ${shown.name}, ${shown.channel}, ${shown.target}, ${sealed},
          ${shown.rules}::text[], ${shown.leastSeverity}, ${shown.quietFrom}, ${shown.quietTo},
          ${shown.digestHour})
        returning id`;
      const details = { account: account.slug, ...shown, rules: shown.rules.join(', ') };
      await audit(transaction, actor, 'alert_channel.created', `alert_channel:${made?.id}`, details);
    });
  } catch (error) {
    if (databaseErrorOf(error)?.code !== SQLSTATE.uniqueViolation) throw error;
    throw new Refusal('name_taken', 'there is a channel of this name already', 409);
  }
  return signing;
}

/** Pauses a channel, goes on with it, or removes it: what it has sent stays on record. Audited. */
export async function changeChannel(
  sql: Sql,
  actor: Actor,
  id: bigint,
  change: 'pause' | 'resume' | 'remove',
): Promise<void> {
  await sql.begin(async (transaction) => {
    const changed = await transaction`
      update alert_channels set
        is_paused = case ${change}::text when 'pause' then true when 'resume' then false else is_paused end,
        removed_at = case ${change}::text when 'remove' then now() end
      where id = ${id} and removed_at is null and person_id is null`;
    if (changed.count === 0) throw new Refusal('unknown_channel', `there is no channel ${id}`, 404);
    if (change === 'remove')
      await transaction`
        update alert_deliveries set state = 'failed', ended_at = now(), failure = 'its channel was removed'
        where channel_id = ${id} and state = 'due'`;
    await audit(transaction, actor, `alert_channel.${change}d`, `alert_channel:${id}`, {});
  });
}

/** Puts a message on record that says that the channel works. Audited. @returns its number */
export async function orderTest(sql: Sql, actor: Actor, id: bigint): Promise<bigint> {
  return sql.begin(async (transaction) => {
    const body = 'Somebody pressed the test button of this channel. Alerts arrive as this did.';
    const [made] = await transaction<{ id: bigint }[]>`
      insert into alert_deliveries (channel_id, subject, body, news)
      select id, 'Counterfoil: a test', ${body}, ${transaction.json([{ news: 'test' }])}
      from alert_channels where id = ${id} and removed_at is null
      returning id`;
    if (!made) throw new Refusal('unknown_channel', `there is no channel ${id}`, 404);
    await audit(transaction, actor, 'alert_channel.tested', `alert_channel:${id}`, {});
    return made.id;
  }) as Promise<bigint>;
}

/** The channels of an account, by name; people's own are theirs alone. */
export async function channelsOf(sql: Queryable, accountId: number): Promise<Channel[]> {
  return sql<Channel[]>`
    select ${columns(sql)} from alert_channels as channel
    where account_id = ${accountId} and removed_at is null and person_id is null order by name`;
}

/** The latest messages to an account's channels, with the name of each. */
export async function alertDeliveriesOf(
  sql: Queryable,
  accountId: number,
  limit: number,
): Promise<AlertDelivery[]> {
  return sql<AlertDelivery[]>`
    select delivery.id, channel_id, delivery.person_id, subject, state, attempts, next_attempt_at,
      delivery.created_at, ended_at, failure, name
    from alert_deliveries as delivery join alert_channels as channel on channel.id = channel_id
    where account_id = ${accountId} and channel.person_id is null order by delivery.id desc limit ${limit}`;
}

/** The columns of a Channel, from `channel`. */
export function columns(sql: Queryable) {
  return sql`channel.id, channel.account_id, channel.person_id, channel.name, channel.channel, channel.target,
    channel.rules, channel.least_severity, channel.quiet_from, channel.quiet_to, channel.digest_hour,
    channel.is_paused, channel.created_at, channel.last_planned_at, channel.removed_at`;
}

/** What is secret of a channel; null of mail. */
export function secretOf(
  vault: Vault,
  { accountId, name, sealed }: Pick<Row, 'accountId' | 'name' | 'sealed'>,
): string | null {
  return sealed && vault.open(sealed, purposeOf(accountId, name));
}

/** Encrypts the secrets of channels with the newest key. @returns how many were sealed with another one */
export async function resealChannelSecrets(sql: Sql, vault: Vault): Promise<number> {
  return sql.begin(async (transaction) => {
    const rows = await transaction<Pick<Row, 'id' | 'accountId' | 'name' | 'sealed'>[]>`
      select id, account_id, name, sealed from alert_channels where sealed is not null for update`;
    const old = rows.filter(({ sealed }) => sealed && !vault.isCurrent(sealed));
    for (const row of old) {
      const again = vault.seal(secretOf(vault, row) ?? '', purposeOf(row.accountId, row.name));
      await transaction`update alert_channels set sealed = ${again} where id = ${row.id}`;
    }
    return old.length;
  });
}
