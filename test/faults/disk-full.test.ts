import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connect } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { environmentOf } from '../support/product.ts';
import { freePort } from '../support/running.ts';
import { seeded } from '../support/seeded.ts';
import { startShop, untilReady } from './installation.ts';
import { expectStore } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { type Supervised, startSupervised } from './supervised.ts';

const DISK_MB = 700;
const READY_MS = 90_000;
const PATIENT = { timeout: READY_MS, interval: 50 };
const MAY_MOUNT = process.platform === 'linux' && process.getuid?.() === 0 && mayMount();

/** A disk of the test's own, in memory. A container may forbid that: then there is nothing to fill. */
function mayMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!MAY_MOUNT)('a disk that is full', () => {
  let folder: string;
  let sandbox: Sandbox;
  let product: Supervised;
  let load: Load;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', folder]);
    await chmod(folder, 0o755);
    sandbox = await startShop(1);
    const PORT = String(await freePort());
    const own = { PROCESS: 'all', PORT, DATA_DIR: folder, PUBLIC_URL: `http://127.0.0.1:${PORT}` };
    product = startSupervised({ ...(await environmentOf(sandbox, '')), ...own });
    await untilReady(product.url, product.output);
  }, 100_000);
  afterAll(async () => {
    await load?.stop();
    await product?.stop();
    await sandbox?.close();
    await (await openEmbedded(folder)).stop();
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('refuses callbacks and loses none; with room again it goes on by itself, also where the server had to end', async () => {
    load = startLoad({ address: () => product.url, senders: 4, random: seeded(3) });
    await vi.waitFor(() => expect(load.sent.some(({ answer }) => answer === 200)).toBe(true), PATIENT);
    const { url } = await openEmbedded(folder);
    const sql = connect(url, { max: 1 });
    const giveRoom = await fillDisk();
    // The log of the database asks for a new file: without one the server has to end.
    const from = load.sent.length;
    await vi.waitFor(async () => {
      await sql`select pg_switch_wal()`.catch(() => undefined);
      const refused = load.sent.slice(from).filter(({ answer }) => answer === 503);
      expect(refused.length).toBeGreaterThan(5);
    }, PATIENT);
    await giveRoom();
    await vi.waitFor(async () => expect(await load.sendOne()).toBe(200), PATIENT);
    await load.stop();
    const stored = await expectStore(sql, load.sent);
    await sql.end();
    expect(product.ownEnds(), product.output().slice(-6000)).toBe(0);
    const count = (answer: number) => load.sent.filter((one) => one.answer === answer).length;
    console.log(
      `a full disk: ${count(200)} callbacks answered 200, ${count(503)} with 503, ${stored} in the store; the server ended ${product.output().split('is started again').length - 1} times`,
    );
  }, 200_000);

  /** @returns what takes the filling away again */
  async function fillDisk(): Promise<() => Promise<void>> {
    const balloon = path.join(folder, 'balloon');
    const file = await open(balloon, 'w');
    for (let size = 1024 * 1024; size >= 4096; ) {
      try {
        await file.writeFile(Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size /= 2;
      }
    }
    await file.close();
    return () => rm(balloon);
  }
});
