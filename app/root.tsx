import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { useNonce } from './http/nonce.tsx';
import styles from './styles.css?url';
import { ErrorMessage, headlineOf } from './ui/feedback/error-message.tsx';
import { THEMES } from './ui/frame/themes.ts';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

// Where a page could not be made, what went wrong; else each page says its own.
export const meta: MetaFunction = ({ error }) => [
  { title: error ? `${headlineOf(error)} · Counterfoil` : 'Counterfoil' },
];

/** Before anybody has signed in, too: the colours are this browser's. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const kept: unknown = await context.cookies.theme.parse(request.headers.get('cookie'));
  return { theme: z.enum(THEMES).catch('system').parse(kept) };
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const theme = useRouteLoaderData<typeof loader>('root')?.theme;
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
        {/* Nothing is painted before all of it has come: columns would move with each row. */}
        <link rel="expect" href="#whole" blocking="render" />
      </head>
      <body>
        {children}
        <div id="whole" hidden />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <ErrorMessage />
    </main>
  );
}
