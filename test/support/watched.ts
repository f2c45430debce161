import { z } from 'zod';
import { connect, type Sql } from '#db/connection.ts';

/** A statement as it was executed: what it read, by its own plan with the rows that came out of each step. */
export type Executed = { text: string; rows: number; plan: string };

export type Watched = {
  sql: Sql;
  /** All statements that were executed since the last `forget`. */
  executed: Executed[];
  forget(): void;
  /** Settles when all of it is told; of a pool of one. A list is answered before its transaction ends, and told of at its end. */
  told(): Promise<void>;
};

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
  'auto_explain.log_parameter_max_length': '0',
};

/**
 * A pool on a database whose server tells, by a notice after each statement, the plan that was carried out. What triggers
 * execute is among it where `hasNested` says so.
 */
export function watch(address: string, max: number, hasNested: boolean): Watched {
  const executedSoFar: Executed[] = [];
  const url = new URL(address);
  const nested = { 'auto_explain.log_nested_statements': hasNested ? 'on' : 'off' };
  const settings = Object.entries({ ...SETTINGS, ...nested }).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set('options', settings.join(' '));
  const onNotice = ({ message = '' }) => {
    const told = /^duration: .*plan:\n([\s\S]*)$/.exec(message)?.[1];
    // Each connection of the driver begins with a question of its own about types.
    if (told && !told.includes('pg_catalog.pg_type')) executedSoFar.push(executed(told));
  };
  const sql = connect(url.href, { max, name: 'watched', onNotice });
  return {
    sql,
    executed: executedSoFar,
    forget: () => void executedSoFar.splice(0),
    async told() {
      if (max > 1) throw new Error('another session may still be told of');
      await sql`select`;
      const own = executedSoFar.findIndex(({ text }) => text.trim() === 'select');
      if (own >= 0) executedSoFar.splice(own, 1);
    },
  };
}

/** The rows that all of them read, and, in words, those statements that read most. */
export function read(executed: readonly Executed[]): { rows: number; most: string } {
  const sorted = executed.toSorted((a, b) => b.rows - a.rows);
  return {
    rows: executed.reduce((sum, { rows }) => sum + rows, 0),
    most: sorted.slice(0, 3).map(inWords).join('\n\n'),
  };
}

function inWords({ rows, text, plan }: Executed): string {
  return `${rows} rows: ${text.replace(/\s+/g, ' ').trim().slice(0, 120)}\n${plan}`;
}

const count = z.number().default(0);
const nodeSchema = z.object({
  'Node Type': z.string(),
  'Index Name': z.string().optional(),
  'Relation Name': z.string().optional(),
  'CTE Name': z.string().optional(),
  'Plan Rows': count,
  'Actual Rows': count,
  'Actual Loops': count,
  'Rows Removed by Filter': count,
  'Rows Removed by Join Filter': count,
  'Rows Removed by Index Recheck': count,
  get Plans() {
    return z.array(nodeSchema).default([]);
  },
});
type Node = z.infer<typeof nodeSchema>;
const toldSchema = z.object({ 'Query Text': z.string(), Plan: nodeSchema });

function executed(json: string): Executed {
  const { 'Query Text': text, Plan } = toldSchema.parse(JSON.parse(json));
  return { text, rows: rowsOf(Plan), plan: shapeOf(Plan, '', rowsOf(Plan) / 100) };
}

/** Rows that a step and those below it looked at, kept or not. */
function rowsOf(node: Node): number {
  const { 'Actual Rows': kept, 'Actual Loops': loops } = node;
  const removed =
    node['Rows Removed by Filter'] +
    node['Rows Removed by Join Filter'] +
    node['Rows Removed by Index Recheck'];
  return Math.round((kept + removed) * loops) + node.Plans.reduce((sum, child) => sum + rowsOf(child), 0);
}

/** The steps that looked at more than `atLeast` rows. */
function shapeOf(node: Node, indent: string, atLeast: number): string {
  const of = node['Index Name'] ?? node['Relation Name'] ?? node['CTE Name'] ?? '';
  const line = `${indent}${node['Node Type']} ${of} expected ${node['Plan Rows']}, looked at ${rowsOf(node)}`;
  const below = node.Plans.filter((child) => rowsOf(child) > atLeast);
  return [line, ...below.map((child) => shapeOf(child, `${indent}  `, atLeast))].join('\n');
}
