import got from 'got';
import { accounts, activeAccounts } from '#identity/accounts/accounts.ts';
import { accountFindings } from '#reconciliation/alerts/account-findings.ts';
import { alertSettingsOf } from '#reconciliation/alerts/alert-settings.ts';
import { diskOf, installationFindings } from '#reconciliation/alerts/installation-findings.ts';
import { keepAlerts } from '#reconciliation/alerts/keep-alerts.ts';
import { planMessages } from '#reconciliation/alerts/plan-messages.ts';
import { dueMessages } from '#reconciliation/alerts/send-message.ts';
import type { JobTools } from './tools.ts';

type WatchTools = Pick<JobTools, 'sql' | 'queue' | 'watch' | 'log'>;

const HEARTBEAT_PATIENCE_MS = 10_000;

/**
 * Opens and resolves alerts, and queues what people are to be told. When all of that went well the heartbeat goes out: it
 * stays away where the worker, its queue or the database do.
 */
export async function watchAlerts({ sql, queue, watch, log }: WatchTools): Promise<void> {
  const now = new Date();
  const active = await activeAccounts(sql);
  for (const account of await accounts(sql)) {
    const isActive = active.some(({ id }) => id === account.id);
    const findings = isActive
      ? await accountFindings(sql, account, await alertSettingsOf(sql, account.id), now)
      : [];
    await keepAlerts(sql, account.id, findings, now);
  }
  await keepAlerts(sql, null, await installationFindings(sql, await diskOf(watch.dataDir)), now);
  await planMessages(sql, watch.publicUrl, now);
  for (const id of await dueMessages(sql, new Date()))
    await queue.send('send-message', { deliveryId: id.toString() });
  if (watch.heartbeatUrl !== null) await beat(watch.heartbeatUrl, log);
}

// Its address is a secret where it holds a key: it is in no message.
async function beat(url: string, log: WatchTools['log']): Promise<void> {
  const options = {
    timeout: { request: HEARTBEAT_PATIENCE_MS },
    retry: { limit: 0 },
    throwHttpErrors: false,
  };
  const status = await got.get(url, options).then(
    ({ statusCode }) => statusCode,
    (error: { code?: string }) => error.code ?? 'no answer',
  );
  if (typeof status !== 'number' || status > 299) log.warn({ status }, 'the heartbeat was not taken');
}
