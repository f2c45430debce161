/**
 * Asks for a page as a browser does, which is led on to the address that names the page's account and mode;
 * no other redirect is followed.
 */
export async function askOwn(url: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const location = answer.headers.get('location');
  if (location === null || (init.method ?? 'GET') !== 'GET') return answer;
  const own = new URL(location, url);
  if (own.pathname !== new URL(url).pathname) return answer;
  await answer.arrayBuffer();
  return fetch(own, { redirect: 'manual', ...init });
}
