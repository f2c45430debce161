import { isRouteErrorResponse, Link, useRouteError } from '@remix-run/react';
import { Foreign } from '../values/foreign.tsx';
import { isUnreadable, UNREADABLE, UnreadableFilter } from './unreadable-filter.tsx';

/** What is shown in place of a page that could not be made: what was wrong, and the way back. */
export function ErrorMessage() {
  const error = useRouteError();
  const isKnown = isRouteErrorResponse(error);
  if (isKnown && isUnreadable(error.data)) return <UnreadableFilter {...error.data} />;
  const words =
    isKnown && typeof error.data === 'string' && error.data !== '' ? error.data : 'Something broke here.';
  return (
    <div role="alert" className="flex flex-col gap-2">
      <h1 className="text-xl font-semibold">{headlineOf(error)}</h1>
      <p>
        <Foreign text={words} />
      </p>
      {isKnown && error.status >= 500 && <Quotable requestId={error.statusText} />}
      <p>
        <Link to="/">Back to the overview</Link>
      </p>
    </div>
  );
}

/** By what whoever runs this finds in the log what happened (app/http/domain-errors.server.ts). */
function Quotable({ requestId }: { requestId: string }) {
  if (requestId === '') return null;
  return (
    <p>
      If it happens again, tell whoever runs Counterfoil, and quote this id: <code>{requestId}</code>
    </p>
  );
}

/** What went wrong in two words: the head of the error page, and its title. */
export function headlineOf(error: unknown): string {
  if (!isRouteErrorResponse(error)) return 'Something broke';
  if (isUnreadable(error.data)) return UNREADABLE;
  if (error.status === 404) return 'Not found';
  if (error.status === 403) return 'Not allowed';
  if (error.status === 503) return 'Not available just now';
  return error.status < 500 ? 'That did not work' : 'Something broke';
}
