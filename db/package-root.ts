import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder of this package, whether a module runs as it was written or out of `build/`. */
export const PACKAGE_ROOT = path.dirname(createRequire(import.meta.url).resolve('#package.json'));
