import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dayAt, startOfDay } from '#identity/accounts/business-day.ts';
import { readConfig } from '#runtime/config.ts';
import { type Demo, openDemo } from '#runtime/demo.ts';

type Settings = { SANDBOX_SCENARIO?: string; TIME_ZONE?: string };

async function opened(folder: string, settings: Settings = {}): Promise<Demo> {
  const demo = await openDemo(readConfig({ NODE_ENV: 'test', DATA_DIR: folder, ...settings }, folder), null);
  onTestFinished(() => demo.close());
  return demo;
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function recordedIn(
  folder: string,
): Promise<{ scenario?: string; startsAt: number; mondayAt?: number }> {
  return JSON.parse(await readFile(path.join(folder, 'sandbox.json'), 'utf8'));
}

const telling = ({ sandbox }: Demo) =>
  [...(sandbox?.deliveries(0, sandbox.startedAt - 3600) ?? [])].map(
    ({ at, invoiceId }) => `${at} ${invoiceId}`,
  );

test.each(['Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati'])(
  'the first start tells a shop’s month, from a midnight of %s on',
  async (TIME_ZONE) => {
    const folder = await emptyFolder();
    await opened(folder, { TIME_ZONE });
    const { scenario, startsAt, mondayAt = 0 } = await recordedIn(folder);
    expect(scenario).toBe('shop');
    const first = new Date(startsAt * 1000);
    expect(startOfDay(dayAt(first, TIME_ZONE), TIME_ZONE)).toEqual(first);
    expect(new Date(dayAt(new Date(mondayAt * 1000), TIME_ZONE)).getUTCDay()).toBe(1);
  },
);

test('a restart tells the same, whatever is configured by then, and says so', async () => {
  const folder = await emptyFolder();
  const before = telling(await opened(folder));
  const again = await opened(folder, { SANDBOX_SCENARIO: 'showcase' });
  expect(telling(again).slice(0, before.length)).toEqual(before);
  expect(again.notes.join()).toContain('SANDBOX_SCENARIO is showcase');
  expect((await opened(folder, { SANDBOX_SCENARIO: 'shop' })).notes).toEqual([]);
});

test('the showcase holds one of everything, and an older data folder stays a showcase', async () => {
  const folder = await emptyFolder();
  const demo = await opened(folder, { SANDBOX_SCENARIO: 'showcase' });
  const kinds = ({ sandbox }: Demo) =>
    new Set([...(sandbox?.expectedFindings(sandbox.startedAt) ?? [])].map(({ kind }) => kind));
  expect(kinds(demo).size).toBe(21);
  const { scenario, ...older } = await recordedIn(folder);
  expect(scenario).toBe('showcase');
  await writeFile(path.join(folder, 'sandbox.json'), JSON.stringify(older));
  const upgraded = await opened(folder);
  expect(kinds(upgraded).size).toBe(21);
  expect(upgraded.notes).toEqual([]);
});
