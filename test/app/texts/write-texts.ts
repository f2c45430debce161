import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { allTexts } from './all-texts.ts';

/** `npm run texts`: what the screen says, room by room and file by file, in docs/texts.md. */
writeFileSync(path.join(PACKAGE_ROOT, 'docs/texts.md'), allTexts());
