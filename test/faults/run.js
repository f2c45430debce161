// npm run test:faults: the kill test with 200 kills, or as many as FAULT_KILLS says; FAULT_SEED repeats a run of before.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
for (const step of ['--install-only', '--build-only']) run(['start.js', step]);
run(['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', 'test/faults']);

function run(args) {
  const env = { FAULT_KILLS: '200', ...process.env };
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
