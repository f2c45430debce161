import { existsSync } from 'node:fs';
import path from 'node:path';
import { backUp, restoreInto } from '#db/base-backup.ts';
import { connect } from '#db/connection.ts';
import { clusterOf, openEmbedded } from '#db/embedded.ts';
import { DatabaseTrouble } from '#db/trouble.ts';
import { audit } from '#identity/audit/audit.ts';
import { type Config, ConfigError } from '../config.ts';

const MIB = 1024 ** 2;

/** `backup`: of the embedded database, beside a running server. Secrets are not in it. */
export async function backup(config: Config, folder: string): Promise<void> {
  assertEmbedded(config);
  if (!(await clusterOf(config.DATA_DIR)).isThere)
    throw new DatabaseTrouble(`There is no database in ${config.DATA_DIR} yet.`);
  const embedded = await openEmbedded(config.DATA_DIR);
  try {
    const { files, lsn } = await backUp(embedded, folder);
    const size = files.reduce((sum, { bytes }) => sum + bytes, 0);
    await keepThat(embedded.appUrl, size);
    process.stdout.write(
      `${folder}: ${files.length} files, ${Math.ceil(size / MIB)} MiB, all that was committed before ${lsn}\n`,
    );
    if (!config.SECRET_KEY)
      process.stderr.write(
        `Keep a copy of ${path.join(config.DATA_DIR, 'secret-key')} elsewhere: without it the keys in the backup stay sealed.\n`,
      );
  } finally {
    await embedded.stopUnlessInUse();
  }
}

/** Puts it on record in the database itself, so that the console knows when the last one was made. */
async function keepThat(url: string, bytes: number): Promise<void> {
  const sql = connect(url, { max: 1, name: 'counterfoil backup' });
  try {
    await audit(sql, { kind: 'program', name: 'backup' }, 'backup.made', 'database', { bytes });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** `restore`: puts a backup into a DATA_DIR without a database; the next start migrates it where it is older. */
export async function restore(config: Config, folder: string): Promise<void> {
  assertEmbedded(config);
  const { endedAt, files } = await restoreInto(config.DATA_DIR, folder);
  process.stdout.write(`${files.length} files as of ${endedAt} are back; start the product.\n`);
  if (!config.SECRET_KEY && !existsSync(path.join(config.DATA_DIR, 'secret-key')))
    process.stderr.write(
      `Bring back SECRET_KEY, or ${path.join(config.DATA_DIR, 'secret-key')}, before you start: else the keys stay sealed.\n`,
    );
}

function assertEmbedded({ DATABASE_URL }: Config): void {
  if (DATABASE_URL)
    throw new ConfigError(
      'DATABASE_URL names a server of your own: use its pg_dump or base backups (docs/deployment.md).',
    );
}
