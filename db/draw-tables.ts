import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { getTableName, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { PACKAGE_ROOT } from './package-root.ts';

const FILE = path.join(PACKAGE_ROOT, 'docs/tables.md');

const HEAD = `# Tables

What the database holds, drawn from \`db/schema/\` by \`npm run tables\`; a test fails where it is not as the schema says. A
line leads from the table that is referred to, to those that refer to it. \`mirror\` and \`run_findings\` have no foreign
keys: they are loaded by the million. \`run_findings\`, functions and triggers are made by migrations alone.
`;

/** The tables that the schema declares, as a diagram (mermaid) in Markdown. */
export async function drawnTables(): Promise<string> {
  const tables = await declaredTables();
  const lines = tables.flatMap((table) => {
    const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
    const key = new Set([
      ...columns.filter(({ primary }) => primary).map((column) => column.name),
      ...primaryKeys.flatMap((one) => one.columns.map((column) => column.name)),
    ]);
    const references = foreignKeys.map((one) => one.reference());
    const referring = new Set(references.flatMap((one) => one.columns.map((column) => column.name)));
    const others = [...new Set(references.map((one) => getTableName(one.foreignTable)))];
    return [
      `  ${name} {`,
      ...columns.map((column) => {
        const keys = [key.has(column.name) && 'PK', referring.has(column.name) && 'FK']
          .filter(Boolean)
          .join(', ');
        const type = column
          .getSQLType()
          .replaceAll(' with time zone', 'tz')
          .replaceAll(/[^a-z0-9_]/g, '_');
        return `    ${type} ${column.name}${keys && ` ${keys}`}${column.notNull ? '' : ' "may be null"'}`;
      }),
      '  }',
      ...others.map((other) => `  ${other} ||--o{ ${name} : ""`),
    ];
  });
  return `${HEAD}\n\`\`\`mermaid\nerDiagram\n${lines.join('\n')}\n\`\`\`\n`;
}

async function declaredTables(): Promise<PgTable[]> {
  const folder = path.join(PACKAGE_ROOT, 'db/schema');
  const files = (await readdir(folder)).sort();
  const modules = await Promise.all(
    files.map(
      (file) => import(pathToFileURL(path.join(folder, file)).href) as Promise<Record<string, unknown>>,
    ),
  );
  return modules
    .flatMap((one) => Object.values(one).filter((value) => is(value, PgTable)))
    .sort((a, b) => (getTableName(a) < getTableName(b) ? -1 : 1));
}

if (process.argv[1] === import.meta.filename) await writeFile(FILE, await drawnTables());
