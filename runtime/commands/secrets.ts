import { resealSecrets } from '#identity/accounts/account-keys.ts';
import { audit } from '#identity/audit/audit.ts';
import { resealSeeds } from '#identity/people/second-factor.ts';
import { resealChannelSecrets } from '#reconciliation/alerts/channels.ts';
import { resealRequests } from '#reconciliation/callbacks/sealed-request.ts';
import { resealScheduleSecrets } from '#reconciliation/reports/schedules/schedules.ts';
import type { Config } from '../config.ts';
import { vaultOf } from '../keys.ts';
import { ACTOR, visit } from './visit.ts';

/** `secrets reseal`: encrypts what is kept with the newest SECRET_KEY, so that the old one can go. */
export async function reseal(config: Config): Promise<void> {
  await visit(config, async (sql) => {
    const vault = vaultOf(config);
    const count =
      (await resealSecrets(sql, vault)) +
      (await resealSeeds(sql, vault)) +
      (await resealScheduleSecrets(sql, vault)) +
      (await resealChannelSecrets(sql, vault)) +
      (await resealRequests(sql, vault));
    await audit(sql, ACTOR, 'secrets.resealed', 'secrets', { count });
    process.stdout.write(`${count} sealed again with the newest SECRET_KEY\n`);
  });
}
