import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { requirePerson } from '../access/access.server.ts';
import { currentAndVisible, visibleAccounts } from '../access/account.server.ts';
import { ownAddress } from '../access/own-address.server.ts';
import { PAGE_ADDRESS } from '../forms/page-address.ts';
import { ErrorMessage } from '../ui/feedback/error-message.tsx';

/** Live or test, and which account, is asked of every page, also of one that shows a single thing. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  if (params['*'] !== undefined) return null;
  const person = await requirePerson(request, context, 'books.read');
  const url = new URL(request.url);
  const modes = url.searchParams.getAll('mode').map((mode) => ['mode', mode]);
  readFilter(z.object({ mode: PAGE_ADDRESS.shape.mode }), new URLSearchParams(modes));
  if ((await visibleAccounts(request, context, person)).length === 0) return null;
  const shown = await currentAndVisible(request, context, person);
  // What a form was answered with is shown where it was sent to.
  const own = context.method === 'GET' ? await ownAddress(context, url, params, shown) : null;
  if (own !== null) throw redirect(own);
  return null;
}

/** Every page lies in here, so that one that could not be made leaves the frame around it. */
export default function InFrame() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorMessage />;
}
