// npm run test:load: ten minutes at 70 % of the most that is taken, or as many seconds as LOAD_SECONDS says; then beyond it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
for (const step of ['--install-only', '--build-only']) run(['start.js', step]);
run(['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', 'test/load']);

function run(args) {
  const env = { LOAD_SECONDS: '600', ...process.env };
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
