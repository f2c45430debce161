import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { call, created, invoice, list, START, started } from '../started.ts';

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'state.jsonl');
}

test('what was created, changed and removed survives a restart', async () => {
  const file = stateFile();
  const first = await started({ stateFile: file });
  const mine = await created(first);
  const [changed, removed] = (await list(first)).data.slice(1);
  const patch = { amount: 77, reference_id: 'another', updated: START + 5 };
  for (const id of [mine.id, changed?.id]) {
    const answer = await fetch(`${first.url}/__sandbox/invoices/${id}`, {
      method: 'POST',
      body: JSON.stringify(patch),
    });
    expect(answer.status).toBe(200);
  }
  await fetch(`${first.url}/__sandbox/invoices/${removed?.id}`, { method: 'DELETE' });
  await first.close();

  const second = await started({ stateFile: file });
  for (const id of [mine.id, changed?.id ?? '']) {
    expect((await invoice(second, id)).attributes).toMatchObject(patch);
  }
  expect((await list(second, { 'filter[reference_id]': 'another' })).data).toHaveLength(2);
  expect((await call(second, `/payment-invoices/${removed?.id}`)).status).toBe(404);
  expect((await created(second)).id).not.toBe(mine.id);
});

test('a change by hand bumps `updated` unless it says otherwise, and refuses what it does not know', async () => {
  const now = START + 864_000;
  const sandbox = await started({ now: () => now });
  const old = (await list(sandbox, { sort: 'created' })).data[0]?.id ?? '';
  const hand = (patch: object) =>
    fetch(`${sandbox.url}/__sandbox/invoices/${old}`, { method: 'POST', body: JSON.stringify(patch) });
  await hand({ status: 'on_hold' });
  expect((await invoice(sandbox, old)).attributes).toMatchObject({ status: 'on_hold', updated: now });
  expect((await hand({ colour: 'red' })).status).toBe(422);
});
