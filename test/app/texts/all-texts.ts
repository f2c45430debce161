import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { textsOf } from './texts.ts';

/** Where the screen's text stands: the pages and their parts, and the labels and refusals of each subject. */
const ROOMS = ['app/pages', 'app/ui', 'app/http', 'app/forms', 'reconciliation', 'identity', 'paymega'];
const NOT_SHOWN = /\/sandbox\/|\.css$|\/proof\/|export-columns|paymega\/(json|redact|card-numbers)/;

const HEAD = `# Texts of the screen

Everything that the screen says, folder by folder, drawn from the source by \`npm run texts\`; a test fails where it is not
as the source says. Wording is read over here, and a translation would begin here. \`…\` stands for what is put in.
`;

/** All texts by folder, as Markdown; each once in its folder. */
export function allTexts(): string {
  const parts = textsByFolder().map(([folder, texts]) => {
    const lines = texts.map((text) => `- ${text.replaceAll(/[<>|]/g, (sign) => `\\${sign}`)}`);
    return `\n## ${folder}\n${lines.join('\n')}\n`;
  });
  return HEAD + parts.join('');
}

/** Folder by folder, each text once. */
export function textsByFolder(): [folder: string, texts: string[]][] {
  const folders = new Map<string, Set<string>>();
  for (const file of ROOMS.flatMap(filesIn)) {
    const texts = textsOf(path.join(PACKAGE_ROOT, file));
    if (texts.length === 0) continue;
    const folder = path.dirname(file);
    const known = folders.get(folder) ?? new Set();
    for (const text of texts) known.add(text);
    folders.set(folder, known);
  }
  return [...folders].map(([folder, texts]) => [folder, [...texts]]);
}

function filesIn(room: string): string[] {
  return readdirSync(path.join(PACKAGE_ROOT, room), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(room, file.split(path.sep).join('/')))
    .filter((file) => /\.tsx?$/.test(file) && !NOT_SHOWN.test(file))
    .toSorted();
}
