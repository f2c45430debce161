import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from '../support/running.ts';

const LONGEST = 110;
const ROOMS = ['app', 'db', 'identity', 'jobs', 'reconciliation', 'runtime'];
const SOURCES = ROOMS.flatMap((room) =>
  readdirSync(`${ROOT}/${room}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${room}/${name}`),
);

/** The lines of a file that hold a part of a statement: a tagged template. */
function sqlLines(text: string): [line: number, text: string][] {
  const source = ts.createSourceFile('a.tsx', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const lines = text.split('\n');
  const numbers = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node)) {
      const [first, last] = [node.getStart(source), node.end].map(
        (place) => source.getLineAndCharacterOfPosition(place).line,
      );
      for (let line = first ?? 0; line <= (last ?? -1); line++) numbers.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...numbers].map((line) => [line + 1, lines[line] ?? '']);
}

test(`no line of SQL is longer than ${LONGEST} columns`, () => {
  const long = SOURCES.flatMap((file) =>
    sqlLines(readFileSync(`${ROOT}/${file}`, 'utf8'))
      .filter(([, line]) => line.length > LONGEST)
      .map(([number]) => `${file}:${number}`),
  );
  expect(SOURCES.length).toBeGreaterThan(100);
  expect(long).toEqual([]);
});
