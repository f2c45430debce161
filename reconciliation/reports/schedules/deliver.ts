import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Way } from '../export.ts';
import { exportOf } from '../export-filters.ts';
import { manifestOf } from '../export-manifest.ts';
import { profileNamed } from '../export-profiles.ts';
import { exportRecord } from '../export-record.ts';
import { CONTENT_TYPES, makeExport } from '../make-export.ts';
import { BACK_OFF_MINUTES, call, codeOf, DeliveryError } from './call.ts';
import type { Days } from './periods.ts';
import { deliveryWithSchedule, type Schedule } from './schedules.ts';

/** What a report is handed over with. */
export type DeliveryTools = {
  vault: Vault;
  mail: ((mail: Mail) => Promise<void>) | null;
  /** The folder of this server below which reports may be put; null where none is configured. */
  folder: string | null;
  /** Whether addresses of the own network may be called: with the example alone. */
  isPrivateAllowed: boolean;
};
export type Mail = {
  to: string;
  subject: string;
  text: string;
  attachments?: { filename: string; content: Buffer; contentType: string }[];
};

export type ReportFile = { name: string; content: Buffer; manifest: ReturnType<typeof manifestOf> };

// An attempt that is not heard of again is made once more after this.
const LEASE_MINUTES = 30;
/** What mail servers and receivers take. */
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Makes one attempt at a delivery that is due. Nothing is done where another worker does it. What fails is tried again after
 * 1, 5 and 30 minutes, 2 and 12 hours, and has then failed for good.
 */
export async function attemptDelivery(sql: Sql, tools: DeliveryTools, id: bigint): Promise<void> {
  // A worker that was killed in the middle has counted its attempt, too.
  await sql`
    update report_deliveries set state = 'failed', ended_at = now(),
      failure = coalesce(failure, 'no attempt came to an end')
    where id = ${id} and state = 'due' and attempts > ${BACK_OFF_MINUTES.length}
      and next_attempt_at <= now()`;
  const claimed = await sql<{ attempts: number }[]>`
    update report_deliveries set attempts = attempts + 1,
      next_attempt_at = now() + make_interval(mins => ${LEASE_MINUTES}::int)
    where id = ${id} and state = 'due' and next_attempt_at <= now() returning attempts`;
  const [claim] = claimed;
  const known = claim && (await deliveryWithSchedule(sql, tools.vault, id));
  if (!known) return;
  const { delivery, schedule, secret } = known;
  try {
    const days = { from: delivery.fromDay, to: delivery.toDay };
    const file = await reportFile(sql, schedule, days);
    await handOver(tools, schedule, { id, days, file, secret });
    await sql`
      update report_deliveries set state = 'delivered', ended_at = now(), failure = null,
        export_id = ${file.manifest.export}, manifest = ${sql.json(file.manifest as never)}
      where id = ${id} and state = 'due'`;
  } catch (error) {
    await recordFailedAttempt(sql, id, claim.attempts, failureOf(error));
    if (!(error instanceof DeliveryError || error instanceof Refusal)) throw error;
  }
}

async function recordFailedAttempt(sql: Sql, id: bigint, attempts: number, failure: string): Promise<void> {
  const minutes = BACK_OFF_MINUTES[attempts - 1] ?? null;
  await sql`
    update report_deliveries set failure = ${failure},
      state = ${minutes === null ? 'failed' : 'due'},
      ended_at = case when ${minutes === null} then now() end,
      next_attempt_at = now() + make_interval(mins => ${minutes ?? 0}::int)
    where id = ${id} and state = 'due'`;
}

function failureOf(error: unknown): string {
  // What can be put right is told: a profile that was removed, say.
  return error instanceof DeliveryError || error instanceof Refusal
    ? error.message
    : 'the report could not be made';
}

/** Makes the file of a report over these days: on record and audited, as any export. */
export async function reportFile(
  sql: Sql,
  schedule: Pick<Schedule, 'id' | 'name' | 'accountId' | 'report' | 'format' | 'profile'>,
  { from, to }: Days,
): Promise<ReportFile> {
  const account = await accountById(sql, schedule.accountId);
  const filter: [string, string][] =
    schedule.report === 'day'
      ? [
          ['day', from],
          ['parts', schedule.format === 'xlsx' ? 'all' : 'payments'],
        ]
      : [...stateOf(schedule.report), ['from', from], ['to', to], ['mode', 'live']];
  const what = await exportOf(sql, account, schedule.report, filter);
  const way: Way =
    schedule.format === 'csv'
      ? { format: 'csv', profile: await profileNamed(sql, account.id, null, schedule.profile) }
      : { format: schedule.format };
  const actor: Actor = { kind: 'program', name: `report ${schedule.name}` };
  const { stream, id, fileName } = await makeExport(sql, actor, what, way);
  const content = await buffer(stream);
  const manifest = manifestOf(await exportRecord(sql, id()));
  // By its number, so that no report takes the place of another one.
  const name = fileName().replace(/(\.\w+)$/, `-${manifest.export}$1`);
  return { name, content, manifest };
}

/** A report of discrepancies is of all of them, not of those alone that are open. */
function stateOf(report: string): [string, string][] {
  return report === 'discrepancies' ? [['state', 'all']] : [];
}

type Handed = { id: bigint; days: Days; file: ReportFile; secret: string | null };

async function handOver(tools: DeliveryTools, schedule: Schedule, handed: Handed): Promise<void> {
  switch (schedule.channel) {
    case 'email':
      return toMail(tools, schedule, handed);
    case 'folder':
      return toFolder(tools, schedule, handed);
    case 'webhook':
      return toWebhook(tools, schedule, handed);
  }
}

async function toMail(
  { mail }: DeliveryTools,
  { name, target, format }: Schedule,
  handed: Handed,
): Promise<void> {
  if (!mail) throw new DeliveryError('no mail server is configured (SMTP_URL)');
  const { days, file } = handed;
  assertSize(file.content, 'mail');
  const of = days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  const { rows, sha256 } = file.manifest;
  const text = `${name}: ${of}\n\n${file.name}\n${rows} rows, SHA-256 ${sha256}\n`;
  const attachments = [{ filename: file.name, content: file.content, contentType: CONTENT_TYPES[format] }];
  await mail({ to: target, subject: `${name}: ${of}`, text, attachments }).catch((error: unknown) => {
    throw new DeliveryError(`the mail server did not take it: ${codeOf(error)}`);
  });
}

async function toFolder({ folder }: DeliveryTools, { target }: Schedule, { file }: Handed): Promise<void> {
  if (!folder) throw new DeliveryError('no folder for reports is configured (REPORTS_FOLDER)');
  const into = folderBelow(folder, target);
  try {
    await mkdir(into, { recursive: true });
    for (const [name, content] of [
      [file.name, file.content],
      [`${file.name}.manifest.json`, Buffer.from(`${JSON.stringify(file.manifest, null, 2)}\n`)],
    ] as const) {
      // Whoever watches the folder never sees half a file.
      const unfinished = path.join(into, `.${name}.${randomUUID()}`);
      await writeFile(unfinished, content, { mode: 0o600 });
      await rename(unfinished, path.join(into, name));
    }
  } catch (error) {
    throw new DeliveryError(`the folder cannot be written: ${codeOf(error)}`);
  }
}

/** A folder below another one, or that one. @throws DeliveryError where it would lead out of it */
export function folderBelow(folder: string, target: string): string {
  const into = path.resolve(folder, target === '' ? '.' : target);
  const way = path.relative(path.resolve(folder), into);
  if (way.startsWith('..') || path.isAbsolute(way))
    throw new DeliveryError('the folder lies outside of REPORTS_FOLDER');
  return into;
}

async function toWebhook(
  { isPrivateAllowed }: DeliveryTools,
  { name, target }: Schedule,
  { id, days, file, secret }: Handed,
): Promise<void> {
  assertSize(file.content, 'the receiver');
  const body = JSON.stringify({
    type: 'report.delivered',
    timestamp: new Date().toISOString(),
    data: { report: name, ...days, manifest: file.manifest, content_base64: file.content.toString('base64') },
  });
  await call(target, { body, isPrivateAllowed, signed: { id: `report_${id}`, secret: secret ?? '' } });
}

function assertSize(content: Buffer, whom: string): void {
  if (content.length <= MOST_BYTES) return;
  throw new DeliveryError(
    `it has ${Math.ceil(content.length / 1_048_576)} MB, too much for ${whom}: choose a folder, or a shorter period`,
  );
}
