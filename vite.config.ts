import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';
import { compression } from 'vite-plugin-compression2';
import remixConfig from './remix.config.js';

const SERVER_ROOMS = /^#(db|identity|jobs|paymega|reconciliation|runtime)\//;
const FOR_THE_BROWSER = new Set([
  '#db/values.ts',
  '#reconciliation/alerts/rules.ts',
  '#reconciliation/books/age-bands.ts',
  '#reconciliation/books/results.ts',
  '#reconciliation/books/verdicts.ts',
  '#reconciliation/callbacks/reasons.ts',
  '#paymega/unreadable-reasons.ts',
  '#paymega/browser-info.ts',
  '#paymega/money.ts',
  '#paymega/statuses.ts',
  '#paymega/test-cards.ts',
  '#reconciliation/discrepancies/faults.ts',
  '#reconciliation/discrepancies/fitting-resolutions.ts',
  '#reconciliation/discrepancies/kinds.ts',
  '#reconciliation/policy/large-amounts.ts',
  '#reconciliation/reports/money-figures.ts',
  '#reconciliation/reports/export-profile.ts',
  '#reconciliation/reports/fees/choices.ts',
  '#reconciliation/statements/choices.ts',
  '#reconciliation/statements/fields.ts',
  '#identity/audit/acts.ts',
  '#identity/people/password-rules.ts',
  '#identity/permissions/permissions.ts',
  '#identity/accounts/secret-kinds.ts',
]);

/** Fails the build, by name, where something of the server would reach the browser. */
function keepServerRoomsOut(): Plugin {
  return {
    name: 'keep-server-rooms-out',
    enforce: 'pre',
    resolveId(source, importer, { ssr }) {
      if (ssr || !SERVER_ROOMS.test(source) || FOR_THE_BROWSER.has(source)) return null;
      return this.error(`${source} would reach the browser through ${importer}`);
    },
  };
}

/** Beside each file of the browser's the same, packed: the server has nothing to pack when it is asked for. */
function packed() {
  return compression({ algorithms: ['gzip', 'brotliCompress'], include: /\.(js|css|svg)$/, threshold: 1024 });
}

export default defineConfig(({ isSsrBuild }) => ({
  publicDir: 'app/public',
  plugins: [keepServerRoomsOut(), tailwindcss(), remix(remixConfig), isSsrBuild ? null : packed()],
  // The server's rooms stay outside of the bundle: main.ts imports them too, and there must be one copy of each.
  build: isSsrBuild ? { target: 'node20', rollupOptions: { external: SERVER_ROOMS } } : { target: 'es2022' },
  optimizeDeps: { include: ['recharts'] },
  server: { middlewareMode: true },
}));
