import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { z } from 'zod';
import { requirePerson } from '../access/access.server.ts';
import { askedBy } from '../forms/answer.server.ts';
import { PAGE_ADDRESS } from '../forms/page-address.ts';
import { ErrorMessage } from '../ui/feedback/error-message.tsx';

/** Live or test is asked of every page, also of one that shows a single thing. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'books.read');
  const url = new URL(request.url);
  const modes = url.searchParams.getAll('mode').map((mode) => ['mode', mode]);
  await askedBy(z.object({ mode: PAGE_ADDRESS.shape.mode }), new URLSearchParams(modes), () => null);
  return null;
}

/** Every page lies in here, so that one that could not be made leaves the frame around it. */
export default function InFrame() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorMessage />;
}
