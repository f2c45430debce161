// npm run test:faults: all that may go wrong, with 200 kills of each of two installations, or as many as FAULT_KILLS says;
// FAULT_SEED repeats a run of before. Words behind it choose among the files of test/faults.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const chosen = process.argv.slice(2).map((word) => `test/faults/${word}`);
for (const step of ['--install-only', '--build-only']) run(['start.js', step]);
const older = mkdtempSync(path.join(tmpdir(), 'counterfoil-older-'));
const isUpgraded = chosen.length === 0 || chosen.some((word) => word.includes('skew'));
const skew = isUpgraded && buildOlder() ? { FAULT_OLDER_VERSION: older } : {};
const files = chosen.length > 0 ? chosen : ['test/faults'];
const { status } = run(
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', ...files],
  skew,
);
rmSync(older, { recursive: true, force: true });
process.exit(status ?? 1);

/** Builds the sources of before the newest migration, from what git knows of them; false where it knows none. */
function buildOlder() {
  const migrations = readdirSync('db/migrations').filter((name) => name.endsWith('.sql'));
  const newest = path.join('db/migrations', migrations.sort().at(-1) ?? '');
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' }).stdout?.trim() ?? '';
  const [added] = git('log', '--format=%H', '-m', '--first-parent', '--diff-filter=A', '--', newest).split(
    '\n',
  );
  if (!added) return false;
  chmodSync(older, 0o755);
  const archive = execFileSync('git', ['archive', `${added}^`], { maxBuffer: 1024 ** 3 });
  execFileSync('tar', ['x', '-C', older], { input: archive });
  return (
    spawnSync(process.execPath, ['start.js', '--build-only'], { cwd: older, stdio: 'inherit' }).status === 0
  );
}

function run(args, more = {}) {
  const env = { FAULT_KILLS: '200', ...process.env, ...more };
  const ended = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (args[0] === 'start.js' && ended.status !== 0) process.exit(ended.status ?? 1);
  return ended;
}
