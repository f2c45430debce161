import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { freePort } from './running.ts';

const PROGRAM = '/usr/bin/prometheus';
const Answer = z.object({ status: z.literal('success'), data: z.unknown() });

/** A real Prometheus that reads the metrics of a product. */
export type Prometheus = {
  /** Asks its API for what lies below `/api/v1/`; fails where it does not say success. */
  ask: (address: string) => Promise<unknown>;
  /** What it has written so far. */
  output: () => string;
  close: () => Promise<void>;
};

/** Whether this machine has one. */
export function hasPrometheus(): boolean {
  return existsSync(PROGRAM);
}

/** Starts it on a free port of this machine. @param rules the file with its rules */
export async function openPrometheus(target: string, rules: string): Promise<Prometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-prometheus-'));
  const file = path.join(folder, 'prometheus.yml');
  // JSON is YAML, too.
  const scraped = { job_name: 'counterfoil', static_configs: [{ targets: [new URL(target).host] }] };
  const config = {
    ...{ global: { scrape_interval: '1s', evaluation_interval: '1s' } },
    ...{ rule_files: [rules], scrape_configs: [scraped] },
  };
  await writeFile(file, JSON.stringify(config));
  const port = await freePort();
  const child = spawn(PROGRAM, [
    ...[`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`],
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const gone = once(child, 'exit');
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (some) => (written += String(some)));
  return {
    async ask(address) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${address}`);
      return Answer.parse(await answer.json()).data;
    },
    output: () => written,
    async close() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
