import type { Queryable, Sql } from '#db/connection.ts';
import type { alertChannels } from '#db/schema/alerts.ts';
import { BACK_OFF_MINUTES, call, codeOf, DeliveryError } from '../reports/schedules/call.ts';
import type { DeliveryTools } from '../reports/schedules/deliver.ts';
import { secretOf } from './channels.ts';

/** What a message is handed over with. */
export type MessageTools = Pick<DeliveryTools, 'vault' | 'isPrivateAllowed' | 'mail'>;

type Channel = Pick<
  typeof alertChannels.$inferSelect,
  'accountId' | 'name' | 'channel' | 'target' | 'sealed' | 'isPaused'
>;
type Message = {
  id: bigint;
  subject: string;
  body: string;
  news: unknown;
  attempts: number;
  createdAt: Date;
  /** Whom it is for, where it is for one person alone. */
  email: string | null;
};

// An attempt that is not heard of again is made once more after this.
const LEASE_MINUTES = 5;
const AT_ONCE = 100;

/** The messages whose next attempt is due, oldest first. */
export async function dueMessages(sql: Queryable, now: Date): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select id from alert_deliveries where state = 'due' and next_attempt_at <= ${now}
    order by id limit ${AT_ONCE}`;
  return rows.map(({ id }) => id);
}

/**
 * Makes one attempt at a message that is due. Nothing is done where another worker does it. What fails is tried again after
 * 1, 5 and 30 minutes, 2 and 12 hours, and has then failed for good.
 */
export async function sendMessage(sql: Sql, tools: MessageTools, id: bigint): Promise<void> {
  const [message] = await sql<(Message & { channelId: bigint | null })[]>`
    update alert_deliveries as delivery set attempts = attempts + 1,
      next_attempt_at = now() + make_interval(mins => ${LEASE_MINUTES}::int)
    where id = ${id} and state = 'due' and next_attempt_at <= now()
    returning id, channel_id, subject, body, news, attempts, created_at, (
      select email from people where people.id = coalesce(delivery.person_id, (
        select channel.person_id from alert_channels as channel where channel.id = channel_id))) as email`;
  if (!message) return;
  try {
    await handOver(sql, tools, message);
    await sql`
      update alert_deliveries set state = 'delivered', ended_at = now(), failure = null
      where id = ${id} and state = 'due'`;
  } catch (error) {
    const failure = error instanceof DeliveryError ? error.message : 'the message could not be made';
    await recordFailure(sql, id, message.attempts, failure);
    if (!(error instanceof DeliveryError)) throw error;
  }
}

async function recordFailure(sql: Sql, id: bigint, attempts: number, failure: string): Promise<void> {
  const minutes = BACK_OFF_MINUTES[attempts - 1] ?? null;
  await sql`
    update alert_deliveries set failure = ${failure},
      state = ${minutes === null ? 'failed' : 'due'},
      ended_at = case when ${minutes === null} then now() end,
      next_attempt_at = now() + make_interval(mins => ${minutes ?? 0}::int)
    where id = ${id} and state = 'due'`;
}

async function handOver(
  sql: Sql,
  tools: MessageTools,
  message: Message & { channelId: bigint | null },
): Promise<void> {
  if (message.email !== null) return toMail(tools, message.email, message);
  const [channel] = await sql<Channel[]>`
    select account_id, name, channel, target, sealed, is_paused from alert_channels
    where id = ${message.channelId} and removed_at is null`;
  if (!channel) throw new DeliveryError('its channel was removed');
  const { isPrivateAllowed } = tools;
  switch (channel.channel) {
    case 'email':
      return toMail(tools, channel.target, message);
    case 'slack': {
      const body = JSON.stringify({ text: slackText(message) });
      return call(secretOf(tools.vault, channel) ?? '', { body, isPrivateAllowed, signed: null });
    }
    case 'webhook': {
      const { subject, body: text, news, createdAt } = message;
      const told = { type: 'alerts.changed', timestamp: createdAt.toISOString() };
      const body = JSON.stringify({ ...told, data: { subject, text, alerts: news } });
      const signed = { id: `alert_${message.id}`, secret: secretOf(tools.vault, channel) ?? '' };
      return call(channel.target, { body, isPrivateAllowed, signed });
    }
  }
}

async function toMail({ mail }: MessageTools, to: string, { subject, body }: Message): Promise<void> {
  if (!mail) throw new DeliveryError('no mail server is configured (SMTP_URL)');
  await mail({ to, subject, text: `${body}\n` }).catch((error: unknown) => {
    throw new DeliveryError(`the mail server did not take it: ${codeOf(error)}`);
  });
}

/** What Slack reads as markup is written out: words of others may be in it. */
function slackText({ subject, body }: Message): string {
  const plain = `${subject}\n${body}`;
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
