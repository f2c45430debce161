import type { LinksFunction, MetaFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useNonce } from './http/nonce.tsx';
import styles from './styles.css?url';
import { ErrorMessage, headlineOf } from './ui/feedback/error-message.tsx';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

// Where a page could not be made, what went wrong; else each page says its own.
export const meta: MetaFunction = ({ error }) => [
  { title: error ? `${headlineOf(error)} · Counterfoil` : 'Counterfoil' },
];

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  return (
    <html lang="en">
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
