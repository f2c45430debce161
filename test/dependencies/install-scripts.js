// Every package that runs a script when it is installed must be expected: named by `allowScripts` of package.json. Ends
// with 1 where one is not, and where one is named that runs none any more. Other files may be named: lock, then package.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [lockFile = path.join(ROOT, 'package-lock.json'), packageFile = path.join(ROOT, 'package.json')] =
  process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
const { allowScripts = {} } = JSON.parse(readFileSync(packageFile, 'utf8'));

const running = new Set(
  Object.entries(packages)
    .filter(([place, { hasInstallScript }]) => place !== '' && hasInstallScript)
    .map(([place, { name }]) => name ?? place.split('node_modules/').at(-1)),
);
const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name] === true);
const faults = [
  ...[...running]
    .filter((name) => !allowed.includes(name))
    .map((name) => `${name} runs a script when it is installed: read it, and name it in allowScripts`),
  ...allowed
    .filter((name) => !running.has(name))
    .map((name) => `${name} stands in allowScripts and runs no script`),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${running.size} packages run a script when they are installed, all of them expected`);
