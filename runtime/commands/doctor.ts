import { existsSync } from 'node:fs';
import path from 'node:path';
import { connect, type Sql } from '#db/connection.ts';
import { clusterOf, openEmbedded } from '#db/embedded.ts';
import { DatabaseTrouble, databaseTrouble } from '#db/trouble.ts';
import { createProviderConnections } from '#identity/accounts/provider-connections.ts';
import type { Config } from '../config.ts';
import { configuredKeys } from '../configured-account.ts';
import { accountSymptoms } from '../doctor/accounts.ts';
import { bodySymptoms } from '../doctor/bodies.ts';
import { databaseSymptoms } from '../doctor/database.ts';
import { machineSymptoms, maskedSettings } from '../doctor/machine.ts';
import { bad, type Symptom, warn } from '../doctor/symptom.ts';
import { vaultOf } from '../keys.ts';

const MARKS = { good: 'ok  ', warn: 'note', bad: 'BAD ' } as const;

/**
 * `doctor`: looks at everything, changes nothing, and says what is not well and what to do. Ends with 1 where something
 * is bad, with 0 where there are notes at the most.
 */
export async function doctor(config: Config, { json = false }: { json?: boolean }): Promise<void> {
  const settings = maskedSettings(config);
  const symptoms = [...(await machineSymptoms(config)), ...(await storeSymptoms(config))];
  const isWell = symptoms.every(({ state }) => state !== 'bad');
  process.stdout.write(
    json
      ? `${JSON.stringify({ isWell, symptoms, settings }, null, 2)}\n`
      : [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), '', ...lines(symptoms)].join(
          '\n',
        ),
  );
  if (!isWell) process.exitCode = 1;
}

function lines(symptoms: readonly Symptom[]): string[] {
  const told = symptoms.flatMap(({ about, state, says, act }) => [
    `${MARKS[state]}  ${about}: ${says}`,
    ...(act ? [`        ${act}`] : []),
  ]);
  const count = symptoms.filter(({ state }) => state === 'bad').length;
  return [...told, '', count === 0 ? 'Nothing is bad.' : `${count} bad.`, ''];
}

/** What can only be seen in the database; where it does not answer, that. Nothing is migrated. */
async function storeSymptoms(config: Config): Promise<Symptom[]> {
  const isStarted = config.DATABASE_URL !== undefined || (await clusterOf(config.DATA_DIR)).isThere;
  const hasKey = config.SECRET_KEY !== undefined || existsSync(path.join(config.DATA_DIR, 'secret-key'));
  if (!isStarted)
    return [warn('database', `there is none in ${config.DATA_DIR} yet`, 'The first start makes it.')];
  const embedded = config.DATABASE_URL ? null : await openEmbedded(config.DATA_DIR);
  const url = config.DATABASE_URL ?? embedded?.appUrl ?? '';
  let sql: Sql | undefined;
  try {
    sql = connect(url, { max: 4, name: 'counterfoil doctor' });
    const ofDatabase = await databaseSymptoms(sql);
    if (!hasKey)
      ofDatabase.push(
        bad(
          'secrets',
          'there is no SECRET_KEY, nor one in DATA_DIR',
          'Bring back the one that sealed the keys.',
        ),
      );
    if (!hasKey || ofDatabase.some(({ about, state }) => about === 'schema' && state !== 'good'))
      return ofDatabase;
    ofDatabase.push(...(await bodySymptoms(sql, config.KEEP_BODIES_MONTHS ?? null)));
    const isExample = configuredKeys(config) === null;
    const preRequestPath = config.PAYMEGA_PRE_REQUEST_PATH;
    const connections = createProviderConnections(sql, vaultOf(config), isExample, preRequestPath);
    return [...ofDatabase, ...(await accountSymptoms(sql, connections, () => new Date()))];
  } catch (error) {
    const says = error instanceof DatabaseTrouble ? error.message : databaseTrouble(error, url);
    if (says === null) throw error;
    return [bad('database', says, 'Nothing of the accounts could be looked at.')];
  } finally {
    await sql?.end({ timeout: 5 });
    await embedded?.stopUnlessInUse();
  }
}
