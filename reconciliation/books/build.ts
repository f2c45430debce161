import { randomUUID } from 'node:crypto';

// Put in by the bundler (start.js): a hash of all that goes into the build.
declare const COUNTERFOIL_BUILD: string | undefined;

/** Names what reads documents: another build may read them otherwise. Run from its sources it is another one at each start. */
export const BUILD: string = typeof COUNTERFOIL_BUILD === 'string' ? COUNTERFOIL_BUILD : randomUUID();
